package org.ampplanner.trials.learning;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.ampplanner.trials.validation.ReplayCases;

/** Not a test: prints how replays of recorded runs fare, for docs/trials.md. */
public final class ReplayStudy {
  private static final int[] BUDGETS = {1, 3, 5, 10};

  private ReplayStudy() {}

  /** Takes the number of draws of every perturbation. */
  public static void main(String[] args) {
    int draws = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    List<Replayed> amp = amp();
    report("as recorded", amp);
    List<Replayed> unsaid = amp.stream().map(Replayed::withoutCauses).toList();
    report("causes not said", unsaid);
    report("rows in another order", perturbed(unsaid, draws, ReplayStudy::shuffled));
    report(
        "noise of 5 %, causes not said",
        perturbed(unsaid, draws, (c, random) -> c.noisy(0.05, random)));
    report("made up runs of het-model", madeUp("amp-het-model", "het_model", 4 * draws));
    report("without the best row", amp.stream().map(ReplayStudy::withoutBest).toList());
    report("two rows of three", perturbed(amp, draws, ReplayStudy::twoOfThree));
    report("noise of 5 %", perturbed(amp, draws, (c, random) -> c.noisy(0.05, random)));
    report("single node", ReplayCases.published("published/single_node_a100.csv", 12));
    report("dense", ReplayCases.published("published/dense.csv", 6));
  }

  private static List<Replayed> amp() {
    List<Replayed> cases = new ArrayList<>();
    for (String x : List.of("homogeneous", "het-cluster")) {
      for (Map<String, String> o :
          List.of(
              Map.<String, String>of(),
              Map.of("cost_model", "predictive"),
              Map.of("cost_model", "predictive", "engine", "deepspeed"),
              Map.of("cost_model", "predictive", "engine", "megatron"))) {
        String file = "validation/amp/" + x.replace('-', '_') + ".csv";
        cases.add(RecordedRuns.read("amp-" + x, o, file).known().replayed(x));
      }
    }
    return cases;
  }

  /** Runs as hypotheses would have them, with factors, memory and errors drawn at random. */
  private static List<Replayed> madeUp(String job, String file, int draws) {
    List<Replayed> cases = new ArrayList<>();
    for (String costModel : List.of("amp", "predictive")) {
      CandidateSet set =
          RecordedRuns.candidates(
              job, Map.of("cost_model", costModel), "validation/amp/" + file + ".csv");
      for (int draw = 0; draw < draws; draw++) {
        cases.add(MadeUpRuns.of(job, set, new Random(draw)));
      }
    }
    return cases;
  }

  private static Replayed shuffled(Replayed c, Random random) {
    List<Integer> rows = new ArrayList<>(IntStream.range(0, c.outcomes().size()).boxed().toList());
    Collections.shuffle(rows, random);
    return c.select(rows);
  }

  private interface Perturbation {
    Replayed of(Replayed recorded, Random random);
  }

  private static List<Replayed> perturbed(List<Replayed> cases, int draws, Perturbation how) {
    List<Replayed> all = new ArrayList<>();
    for (Replayed c : cases) {
      for (int draw = 0; draw < draws; draw++) {
        all.add(how.of(c, new Random(draw)));
      }
    }
    return all;
  }

  private static Replayed withoutBest(Replayed c) {
    return c.select(
        IntStream.range(0, c.outcomes().size())
            .filter(i -> RecordedRuns.seconds(c.outcomes().get(i)) > c.best())
            .boxed()
            .toList());
  }

  private static Replayed twoOfThree(Replayed c, Random random) {
    List<Integer> rows = new ArrayList<>(IntStream.range(0, c.outcomes().size()).boxed().toList());
    Collections.shuffle(rows, random);
    return c.select(rows.subList(0, rows.size() * 2 / 3).stream().sorted().toList());
  }

  private static void report(String title, List<Replayed> cases) {
    Map<String, Function<CandidateSet, TrialPolicy>> policies = new LinkedHashMap<>();
    policies.put("top-k", TopCandidates::new);
    policies.put("learn", ExpectedImprovement::new);
    policies.forEach((name, policy) ->
        print(
            title + " | " + name,
            cases.stream().map(c -> c.regrets(policy.apply(c.candidates()), 10)).toList()));
  }

  /** Mean regret, a run of failures counted as 3, and how often the best was found. */
  private static void print(String name, List<List<Double>> regrets) {
    StringBuilder line = new StringBuilder("| " + name + " | " + regrets.size());
    for (int b : BUDGETS) {
      double mean =
          regrets.stream().mapToDouble(r -> Math.min(3, r.get(b - 1))).average().orElseThrow();
      double found =
          regrets.stream().mapToDouble(r -> r.get(b - 1) < 1.00001 ? 1 : 0).average().orElseThrow();
      line.append(String.format(Locale.ROOT, " | %.3f, %.0f %%", mean, 100 * found));
    }
    System.out.println(line + " |");
  }
}

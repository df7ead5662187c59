package org.ampplanner.workbench.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.ampplanner.formats.price.PriceList;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.workbench.OpenJob;
import org.ampplanner.workbench.SearchRun;
import org.ampplanner.workbench.Workbench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizingTest {
  private static final Path HOME = Path.of(System.getProperty("amp.home", "..")).toAbsolutePath();
  private static final Workbench WORKBENCH = Workbench.at(HOME);

  /** A small model whose searches take milliseconds, on up to a dozen nodes. */
  private static final OpenJob JOB =
      WORKBENCH.read(
          "{model: gpt2-medium, cluster: 1xp3.8xlarge, training: {global_batch_size: 48,"
              + " sequence_length: 1024},"
              + " search: {micro_batch_size: [2], tensor_parallel: [1], pipeline_parallel: [1, 2],"
              + " virtual_pipeline: [1], recompute: [none], zero_stage: [1]}}",
          "job");

  private static final int MOST = 6;

  @Test
  void agreesWithTryingEveryNumberOfNodes() {
    Random random = new Random(11);
    List<SizePoint> all = ALL;
    for (int trial = 0; trial < 25; trial++) {
      double tokens = 1e9 * (1 + random.nextInt(400));
      boolean money = random.nextBoolean();
      double scale = 0.3 + 3 * random.nextDouble();
      SizePoint middle = with(all.get(random.nextInt(all.size())), question(tokens, 1, money));
      double limit = (money ? middle.cost().orElseThrow() : middle.days()) * scale;
      SizeQuestion question = question(tokens, limit, money);
      List<SizePoint> enough =
          all.stream().map(p -> with(p, question)).filter(SizePoint::meets).toList();
      List<SizeRow> rows = SIZING.answer(question, type -> {});
      if (enough.isEmpty()) {
        assertThat(rows).allMatch(r -> r.found().isEmpty() && r.whyNot() != null);
      } else {
        int smallest = enough.stream().mapToInt(SizePoint::nodes).min().orElseThrow();
        assertThat(rows.stream().mapToInt(r -> r.point().nodes()).min()).hasValue(smallest);
        assertThat(rows).allMatch(r -> r.point().meets());
      }
    }
  }

  @Test
  void aLongerDeadlineNeverNeedsMoreNodes() {
    int before = Integer.MAX_VALUE;
    for (double days = 0.05; days < 2; days *= 1.4) {
      List<SizeRow> rows = SIZING.answer(question(1e10, days, false), type -> {});
      int nodes = rows.get(0).found().map(SizePoint::nodes).orElse(MOST + 1);
      assertThat(nodes).isLessThanOrEqualTo(before);
      before = nodes;
    }
    assertThat(before).isLessThan(MOST);
  }

  @Test
  void moneyIsTimeTimesNodesTimesRate() {
    SizePoint p = ALL.get(3);
    assertThat(p.cost().orElseThrow())
        .isCloseTo(
            p.days() * 24 * p.nodes() * p.rate().pricePerHour().orElseThrow(),
            org.assertj.core.data.Percentage.withPercentage(1e-9));
    assertThat(p.daysLow()).isLessThan(p.days());
    assertThat(p.daysHigh()).isGreaterThan(p.days());
  }

  @Test
  void failuresTakeWhatYoungAndDalySay() {
    Failures f = new Failures(50_000, 60, 600);
    assertThat(f.secondsBetween(16_384))
        .isCloseTo(10_986, org.assertj.core.data.Offset.offset(1.0));
    assertThat(f.checkpointInterval(16_384))
        .isCloseTo(1148, org.assertj.core.data.Offset.offset(1.0));
    // Replayed: segments of work and writing, cut by failures at exponential times.
    Random random = new Random(5);
    double worked = 0;
    double clock = 0;
    double failure = next(random, f);
    while (clock < 4e7) {
      double segment = f.checkpointInterval(16_384) + f.checkpointSeconds();
      if (clock + segment <= failure) {
        clock += segment;
        worked += f.checkpointInterval(16_384);
      } else {
        clock = failure + f.restartSeconds();
        failure = clock + next(random, f);
      }
    }
    assertThat(f.effectiveness(16_384))
        .isCloseTo(worked / clock, org.assertj.core.data.Offset.offset(0.02));
    assertThat(Failures.NONE.effectiveness(1_000_000)).isEqualTo(1);
  }

  private static double next(Random random, Failures f) {
    return -Math.log(1 - random.nextDouble()) * f.secondsBetween(16_384);
  }

  @ParameterizedTest
  @CsvSource({"10T,1e13", "10e12,1e13", "1.5 B,1.5e9", "'1,500,000',1.5e6", "2000,2000", "3M,3e6"})
  void amountsAsPeopleWriteThem(String text, double value) {
    assertThat(Amounts.tokens(text, "--tokens")).isEqualTo(value);
    assertThat(Amounts.money("$" + text, "--budget")).isEqualTo(value);
    assertThat(Amounts.money(text + " USD", "--budget")).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-3", "ten", "1e999", "T", "3X", "0T", "1,5"})
  void whatIsNoAmountIsSaid(String text) {
    assertThatThrownBy(() -> Amounts.tokens(text, "--tokens"))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("--tokens");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3M EUR", "€3M", "£5", "3 CHF"})
  void otherCurrenciesAreNamed(String text) {
    assertThatThrownBy(() -> Amounts.money(text, "--budget")).hasMessageContaining("USD");
  }

  private static final Sizing SIZING =
      new Sizing(WORKBENCH, JOB, PriceList.of(WORKBENCH.catalog()), SearchRun.usual());

  private static SizeQuestion question(double tokens, double limit, boolean money) {
    return new SizeQuestion(
        tokens,
        money ? OptionalDouble.empty() : OptionalDouble.of(limit),
        money ? OptionalDouble.of(limit) : OptionalDouble.empty(),
        List.of("p3.8xlarge"),
        MOST,
        Failures.USUAL,
        1.2);
  }

  private static SizePoint with(SizePoint p, SizeQuestion question) {
    return new SizePoint(p.rate(), p.nodes(), p.plan(), p.doubt(), p.throughput(), question);
  }

  private static final List<SizePoint> ALL = everyNumber();

  /** The slow twin: the best plan on 1, 2, 3 ... nodes; more nodes may leave some idle. */
  private static List<SizePoint> everyNumber() {
    var rate = PriceList.of(WORKBENCH.catalog()).of("p3.8xlarge", new Problems()).orElseThrow();
    return IntStream.rangeClosed(1, MOST)
        .boxed()
        .flatMap(n -> {
          OpenJob here = JOB.with(WORKBENCH.cluster(n + "xp3.8xlarge"));
          return here.search().plans().stream()
              .limit(1)
              .map(plan ->
                  new SizePoint(
                      rate,
                      n,
                      plan,
                      here.doubts().of(plan).orElse(null),
                      org.ampplanner.plan.Throughput.of(
                          here.costModel().inputs(), plan.iterationSeconds()),
                      question(1e11, 10, false)));
        })
        .toList();
  }

  @Test
  void everyLineOfTheDocumentHasTheSameKeys() {
    List<SizeRow> rows = SIZING.answer(question(1e11, 5, false), type -> {});
    Map<String, Object> tree = SizeDocument.tree(JOB.job(), question(1e11, 5, false), rows);
    assertThat(tree).containsEntry("schema", "amp-size/1");
    assertThat(SizeDocument.rows(rows).get(0))
        .contains("node_type", "nodes", "devices", "tokens_per_s", "days", "days_low", "days_high")
        .contains("price_per_hour", "cost_total", "power_mw", "energy_mwh", "mfu", "iteration_s")
        .contains("plan", "pareto", "why_not");
  }
}

package org.ampplanner.workbench.size;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.explain.Roofline;
import org.ampplanner.formats.price.NodeRate;
import org.ampplanner.formats.price.PriceList;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.job.PlannerChoice;
import org.ampplanner.plan.Throughput;
import org.ampplanner.workbench.OpenJob;
import org.ampplanner.workbench.SearchResult;
import org.ampplanner.workbench.SearchRun;
import org.ampplanner.workbench.Workbench;

/**
 * Sizes clusters of one type of node each. Numbers of nodes are narrowed down with the plans of the
 * planner {@code megatron}, which are quick and never better than the best; what is answered comes
 * from a full search.
 */
public final class Sizing {
  /** How many types are searched in full; more are searched where they lead. */
  private static final int FULL = 12;

  private final Workbench workbench;
  private final OpenJob job;
  private final PriceList prices;
  private final SearchRun run;

  /**
   * Prepares to size.
   *
   * @param workbench what names stand for
   * @param job the model and its training; its cluster does not matter
   * @param prices what nodes cost
   * @param run how searches run
   */
  public Sizing(Workbench workbench, OpenJob job, PriceList prices, SearchRun run) {
    this.workbench = workbench;
    this.job = job;
    this.prices = prices;
    this.run = run;
  }

  /**
   * Answers a question: for each type the smallest number of nodes that does it, and the cheapest
   * and the fastest where they are others; sorted by price, then days, what cannot do it last. Of
   * more than {@value #FULL} types, those that the quick plans put first are searched in full.
   *
   * @param question the question
   * @param begun hears of each type before it is looked at
   */
  public List<SizeRow> answer(SizeQuestion question, Consumer<String> begun) {
    Map<NodeRate, NodeTypeSizer> sizers = new LinkedHashMap<>();
    Map<NodeRate, List<SizeRow>> rows = new LinkedHashMap<>();
    for (String type : question.nodeTypes()) {
      if (run.interrupted()) {
        break;
      }
      begun.accept(type);
      Problems problems = new Problems();
      Optional<NodeRate> rate = prices.of(type, problems);
      problems.throwIfAny();
      rows.put(rate.orElseThrow(), quickly(rate.orElseThrow(), question, sizers));
    }
    for (NodeRate rate : leading(rows)) {
      if (!run.interrupted()) {
        begun.accept(rate.nodeType() + " in full");
        rows.put(rate, inFull(rate, question, sizers.get(rate)));
      }
    }
    return frontier(rows.values().stream().flatMap(List::stream).toList());
  }

  private List<SizeRow> quickly(
      NodeRate rate, SizeQuestion question, Map<NodeRate, NodeTypeSizer> sizers) {
    if (question.budget().isPresent() && rate.pricePerHour().isEmpty()) {
      return List.of(SizeRow.not(rate, "nobody says what it costs: name its price in --prices"));
    }
    try {
      NodeTypeSizer sizer =
          new NodeTypeSizer(
              n -> point(rate, n, question, PlannerChoice.MEGATRON),
              least(rate, question),
              Math.max(1, question.maxNodes()));
      sizers.put(rate, sizer);
      List<SizePoint> points = sizer.quickPoints().stream().filter(SizePoint::meets).toList();
      return points.isEmpty()
          ? List.of(SizeRow.not(rate, whyNot(sizer.nearest(), question)))
          : chosen(points, question, PlannerChoice.MEGATRON);
    } catch (ProblemsException e) {
      return List.of(SizeRow.not(rate, firstLine(e)));
    }
  }

  private List<SizeRow> inFull(NodeRate rate, SizeQuestion question, NodeTypeSizer sizer) {
    PlannerChoice planner = job.job().planner();
    List<SizePoint> points = sizer.points(n -> point(rate, n, question, planner));
    return chosen(points.stream().filter(SizePoint::meets).toList(), question, planner);
  }

  /** Returns the types that a full search is worth: all if they are few, else the first by price and by days. */
  private static List<NodeRate> leading(Map<NodeRate, List<SizeRow>> rows) {
    List<NodeRate> able =
        rows.entrySet().stream()
            .filter(e -> e.getValue().stream().anyMatch(r -> r.found().isPresent()))
            .map(Map.Entry::getKey)
            .toList();
    if (able.size() <= FULL) {
      return able;
    }
    Set<NodeRate> leading = new LinkedHashSet<>();
    able.stream()
        .sorted(Comparator.comparingDouble(r -> least(rows.get(r), Sizing::cost)))
        .limit(FULL * 3 / 4)
        .forEach(leading::add);
    able.stream()
        .sorted(Comparator.comparingDouble(r -> least(rows.get(r), Sizing::days)))
        .limit(FULL / 4)
        .forEach(leading::add);
    return List.copyOf(leading);
  }

  private static double least(List<SizeRow> rows, ToDoubleFunction<SizeRow> value) {
    return rows.stream().mapToDouble(value).min().orElse(Double.POSITIVE_INFINITY);
  }

  private static String firstLine(ProblemsException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("cannot be read");
  }

  private static List<SizeRow> chosen(
      List<SizePoint> points, SizeQuestion question, PlannerChoice planner) {
    List<SizeRow> rows = new ArrayList<>();
    SizePoint smallest = points.get(0);
    Optional<SizePoint> cheapest =
        points.stream()
            .filter(p -> p.cost().isPresent())
            .min(Comparator.comparingDouble(p -> p.cost().getAsDouble()));
    boolean same = cheapest.isEmpty() || cheapest.get().nodes() == smallest.nodes();
    rows.add(SizeRow.of(smallest, planner, same && cheapest.isPresent() ? "smallest, cheapest" : "smallest"));
    if (!same) {
      rows.add(SizeRow.of(cheapest.orElseThrow(), planner, "cheapest"));
    }
    SizePoint fastest =
        points.stream().min(Comparator.comparingDouble(SizePoint::days)).orElseThrow();
    if (question.days().isEmpty()
        && rows.stream().noneMatch(r -> r.point().nodes() == fastest.nodes())) {
      rows.add(SizeRow.of(fastest, planner, "fastest"));
    }
    return rows;
  }

  /** Returns a number of nodes below which not even all devices at their peak are in time. */
  private int least(NodeRate rate, SizeQuestion question) {
    OptionalDouble days = question.days();
    double step = Roofline.seconds(on(rate, 1).costModel().inputs());
    if (days.isEmpty() || step <= 0) {
      return 1;
    }
    double alone = question.tokens() / tokensPerStep() * step / 86_400;
    return (int) Math.clamp((long) Math.ceil(alone / days.getAsDouble()), 1, question.maxNodes());
  }

  private double tokensPerStep() {
    var training = job.job().training();
    return (double) training.globalBatchSize() * training.sequenceLength();
  }

  private Optional<SizePoint> point(
      NodeRate rate, int nodes, SizeQuestion question, PlannerChoice planner) {
    OpenJob here = on(rate, nodes);
    SearchResult result = here.search(planner, run);
    return result.outcome().plans().stream().findFirst().map(plan -> {
      Throughput throughput =
          Throughput.of(here.costModel().inputs(), plan.iterationSeconds());
      return new SizePoint(
          rate, nodes, plan, here.doubts().of(plan).orElse(null), throughput, question);
    });
  }

  private OpenJob on(NodeRate rate, int nodes) {
    Cluster cluster = workbench.cluster(nodes + "x" + rate.nodeType());
    return job.with(cluster);
  }

  private static String whyNot(Optional<SizePoint> nearest, SizeQuestion question) {
    if (nearest.isEmpty()) {
      return "no plan fits on up to "
          + question.maxNodes()
          + " nodes: too little memory, or no degrees that divide the batch";
    }
    SizePoint point = nearest.get();
    String best =
        String.format(Locale.ROOT, "%,d nodes take %.3g days", point.nodes(), point.days());
    String cost =
        point.cost().isEmpty()
            ? ""
            : String.format(Locale.ROOT, " and $%,.0f", point.cost().getAsDouble());
    return "not met: at best " + best + cost;
  }

  private static List<SizeRow> frontier(List<SizeRow> rows) {
    return rows.stream()
        .map(row -> row.onFrontier(row.found().filter(p -> !beaten(p, rows)).isPresent()))
        .sorted(
            Comparator.<SizeRow>comparingDouble(Sizing::cost)
                .thenComparingDouble(Sizing::days)
                .thenComparing(r -> r.rate().nodeType()))
        .toList();
  }

  private static double cost(SizeRow row) {
    return row.found().map(p -> p.cost().orElse(1e200)).orElse(1e300);
  }

  private static double days(SizeRow row) {
    return row.found().map(SizePoint::days).orElse(1e300);
  }

  private static boolean beaten(SizePoint p, List<SizeRow> rows) {
    boolean priced = rows.stream().anyMatch(r -> cost(r) < 1e200);
    return priced && p.cost().isEmpty()
        || rows.stream().flatMap(r -> r.found().stream()).anyMatch(other -> beats(other, p));
  }

  /**
   * Returns whether one is no slower and no dearer, and better in one of them; one without a price is
   * dearer than any.
   */
  private static boolean beats(SizePoint a, SizePoint b) {
    double costA = a.cost().orElse(Double.POSITIVE_INFINITY);
    double costB = b.cost().orElse(Double.POSITIVE_INFINITY);
    return a.days() <= b.days() && costA <= costB && (a.days() < b.days() || costA < costB);
  }
}

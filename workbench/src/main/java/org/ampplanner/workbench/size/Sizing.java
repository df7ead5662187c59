package org.ampplanner.workbench.size;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cluster.NodeNames;
import org.ampplanner.explain.Roofline;
import org.ampplanner.formats.price.NodeRate;
import org.ampplanner.formats.price.PriceList;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.PlanDoubt;
import org.ampplanner.plan.Throughput;
import org.ampplanner.workbench.OpenJob;
import org.ampplanner.workbench.SearchRun;
import org.ampplanner.workbench.Workbench;
import org.jspecify.annotations.Nullable;

/** Sizes clusters of one type of node each; every number of nodes that is looked at is searched. */
public final class Sizing {
  private final Workbench workbench;
  private final OpenJob job;
  private final PriceList prices;
  private final SearchRun run;

  /** Many types are the same machine under other names and prices. */
  private final Map<NodeLine, Optional<Found>> plans = new HashMap<>();

  private record Found(Plan plan, @Nullable PlanDoubt doubt, Throughput throughput) {}

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
   * and the fastest where they are others; sorted by price, then days, what cannot do it last.
   *
   * @param question the question
   * @param begun hears of each type before it is looked at
   */
  public List<SizeRow> answer(SizeQuestion question, Consumer<String> begun) {
    List<SizeRow> rows = new ArrayList<>();
    for (String type : question.nodeTypes()) {
      if (run.interrupted()) {
        break;
      }
      begun.accept(type);
      Problems problems = new Problems();
      Optional<NodeRate> rate = prices.of(type, problems);
      problems.throwIfAny();
      rows.addAll(rows(rate.orElseThrow(), question));
    }
    return frontier(rows);
  }

  private List<SizeRow> rows(NodeRate rate, SizeQuestion question) {
    if (question.budget().isPresent() && rate.pricePerHour().isEmpty()) {
      return List.of(SizeRow.not(rate, "nobody says what it costs: name its price in --prices"));
    }
    try {
      NodeTypeSizer sizer =
          new NodeTypeSizer(n -> point(rate, n, question), question, least(rate, question));
      List<SizePoint> points = sizer.points();
      return points.isEmpty()
          ? List.of(SizeRow.not(rate, whyNot(sizer.nearest(), question)))
          : chosen(points, question);
    } catch (ProblemsException e) {
      return List.of(SizeRow.not(rate, firstLine(e)));
    }
  }

  private static String firstLine(ProblemsException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("cannot be read");
  }

  private static List<SizeRow> chosen(List<SizePoint> points, SizeQuestion question) {
    List<SizeRow> rows = new ArrayList<>();
    SizePoint smallest = points.get(0);
    Optional<SizePoint> cheapest =
        points.stream()
            .filter(p -> p.cost().isPresent())
            .min(Comparator.comparingDouble(p -> p.cost().getAsDouble()));
    boolean same = cheapest.isEmpty() || cheapest.get().nodes() == smallest.nodes();
    rows.add(
        SizeRow.of(smallest, same && cheapest.isPresent() ? "smallest, cheapest" : "smallest"));
    if (!same) {
      rows.add(SizeRow.of(cheapest.orElseThrow(), "cheapest"));
    }
    SizePoint fastest =
        points.stream().min(Comparator.comparingDouble(SizePoint::days)).orElseThrow();
    if (question.days().isEmpty()
        && rows.stream()
            .noneMatch(r -> r.found().filter(p -> p.nodes() == fastest.nodes()).isPresent())) {
      rows.add(SizeRow.of(fastest, "fastest"));
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
    return Math.clamp((long) Math.ceil(alone / days.getAsDouble()), 1, question.maxNodes());
  }

  private double tokensPerStep() {
    var training = job.job().training();
    return (double) training.globalBatchSize() * training.sequenceLength();
  }

  private Optional<SizePoint> point(NodeRate rate, int nodes, SizeQuestion question) {
    OpenJob here = on(rate, nodes);
    Optional<Found> found =
        plans.computeIfAbsent(machine(here.job().cluster().lines().get(0)), line -> found(here));
    return found.map(
        f -> new SizePoint(rate, nodes, f.plan(), f.doubt(), f.throughput(), question));
  }

  /** Returns a line without its name and its price. */
  private static NodeLine machine(NodeLine line) {
    return new NodeLine(
        new NodeNames("node", 0, line.count()),
        line.device(),
        line.devices(),
        line.intra(),
        line.inter(),
        line.nics(),
        null,
        line.linkedNodes());
  }

  private Optional<Found> found(OpenJob here) {
    List<Plan> best = here.search(run).outcome().plans();
    return best.stream()
        .findFirst()
        .map(plan ->
            new Found(
                plan,
                here.doubts().of(plan).orElse(null),
                Throughput.of(here.costModel().inputs(), plan.iterationSeconds())));
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
    return (priced && p.cost().isEmpty())
        || rows.stream().flatMap(r -> r.found().stream()).anyMatch(other -> beats(other, p));
  }

  /**
   * Returns whether one is no slower and no dearer, and better in one of them; one without a price
   * is dearer than any.
   */
  private static boolean beats(SizePoint a, SizePoint b) {
    double costA = a.cost().orElse(Double.POSITIVE_INFINITY);
    double costB = b.cost().orElse(Double.POSITIVE_INFINITY);
    return a.days() <= b.days() && costA <= costB && (a.days() < b.days() || costA < costB);
  }
}

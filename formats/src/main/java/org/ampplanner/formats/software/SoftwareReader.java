package org.ampplanner.formats.software;

import java.util.Optional;
import org.ampplanner.engine.AttentionKernel;
import org.ampplanner.engine.Dispatcher;
import org.ampplanner.engine.Fp8Recipe;
import org.ampplanner.engine.Fusion;
import org.ampplanner.engine.Routing;
import org.ampplanner.engine.SelectiveRecompute;
import org.ampplanner.engine.Software;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.engine.SoftwareTraits.Experts;
import org.ampplanner.engine.SoftwareTraits.Kernels;
import org.ampplanner.engine.SoftwareTraits.Overlap;
import org.ampplanner.engine.SoftwareTraits.Pipeline;
import org.ampplanner.engine.SoftwareTraits.State;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Scalars;

/**
 * Reads the key {@code software} of a job: a name, or a mapping of traits over those of a {@code
 * base}.
 */
public final class SoftwareReader {
  private static final int MOST_BYTES = 1 << 16;
  private static final String BASE = "base";

  private final Fields fields;
  private final SoftwareTraits base;

  private SoftwareReader(Fields fields, SoftwareTraits base) {
    this.fields = fields;
    this.base = base;
  }

  /**
   * Reads traits; empty if something is wrong with them.
   *
   * @param node a name or a mapping
   * @param current what has the traits that neither the mapping nor its base names
   */
  public static Optional<SoftwareTraits> read(
      Node node, SoftwareTraits current, Problems problems) {
    if (node instanceof Node.Scalar) {
      return Scalars.choice(node, "software", known(), SoftwareTraits::id, problems);
    }
    return Fields.of(node, "software", "software", problems)
        .flatMap(fields -> {
          Optional<SoftwareTraits> named = fields.choice(BASE, known(), SoftwareTraits::id);
          return new SoftwareReader(fields, named.orElse(current)).traits();
        });
  }

  private static SoftwareTraits[] known() {
    return Software.all().toArray(SoftwareTraits[]::new);
  }

  private Optional<SoftwareTraits> traits() {
    int before = fields.problems().count();
    fields.confusion("name", BASE);
    fields.confusion("cuda_graphs", "host_cost");
    fields.confusion("grad_reduce_in_fp32", "reduced_gradient_bytes");
    Optional<Kernels> kernels = kernels();
    Overlap overlap =
        new Overlap(
            flag("overlap_tensor", base.overlap().tensor()),
            flag("overlap_gradients", base.overlap().gradients()),
            flag("overlap_experts", base.overlap().expert()));
    Optional<State> state = state();
    Optional<Pipeline> pipeline = pipeline();
    Experts experts = experts();
    SelectiveRecompute selective =
        fields
            .choice("selective_recompute", SelectiveRecompute.values(), SelectiveRecompute::id)
            .orElse(base.selective());
    Fp8Recipe fp8 =
        fields.choice("fp8_recipe", Fp8Recipe.values(), Fp8Recipe::id).orElse(base.fp8());
    fields.end();
    return fields.problems().count() > before
        ? Optional.empty()
        : Optional.of(
            new SoftwareTraits(
                base.id(),
                kernels.orElseThrow(),
                overlap,
                state.orElseThrow(),
                pipeline.orElseThrow(),
                experts,
                selective,
                fp8));
  }

  private Optional<Kernels> kernels() {
    Kernels usual = base.kernels();
    AttentionKernel attention =
        fields
            .choice("attention", AttentionKernel.values(), AttentionKernel::id)
            .orElse(usual.attention());
    Fusion fusion = fields.choice("fusion", Fusion.values(), Fusion::id).orElse(usual.fusion());
    double host = fields.number("host_cost", Range.POSITIVE).orElse(usual.host());
    boolean skips = flag("skips_masked", usual.skipsMasked());
    boolean masks = flag("dropout_masks", usual.dropout());
    return fields.build(() -> new Kernels(attention, fusion, host, skips, masks));
  }

  private Experts experts() {
    Experts usual = base.experts();
    return new Experts(
        fields.choice("routing", Routing.values(), Routing::id).orElse(usual.routing()),
        fields
            .choice("dispatcher", Dispatcher.values(), Dispatcher::id)
            .orElse(usual.dispatcher()));
  }

  private Optional<State> state() {
    State usual = base.state();
    int gradient = bytes("gradient_bytes", Range.POSITIVE, usual.gradientBytes());
    int reduced = bytes("reduced_gradient_bytes", Range.POSITIVE, usual.reducedBytes());
    int weight = bytes("weight_bytes", Range.POSITIVE, usual.weightBytes());
    int main = bytes("main_parameter_bytes", Range.NOT_NEGATIVE, usual.masterBytes());
    int update = bytes("update_bytes", Range.NOT_NEGATIVE, usual.updateBytes());
    return fields.build(() -> new State(gradient, reduced, weight, main, update));
  }

  private Optional<Pipeline> pipeline() {
    Pipeline usual = base.pipeline();
    boolean activations = flag("pipeline_scatter_activations", usual.scatterGather());
    boolean gradients = flag("pipeline_scatter_gradients", usual.scatterGradients());
    boolean asynchronous = flag("pipeline_asynchronous", usual.asynchronous());
    boolean blocking = flag("pipeline_blocking", usual.blocking());
    return fields.build(() -> new Pipeline(activations, gradients, asynchronous, blocking));
  }

  private boolean flag(String key, boolean usual) {
    return fields.flag(key).orElse(usual);
  }

  private int bytes(String key, Range range, int usual) {
    return fields.wholeInt(key, range, MOST_BYTES).orElse(usual);
  }
}

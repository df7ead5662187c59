package org.ampplanner.formats.software;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ampplanner.engine.Software;
import org.ampplanner.engine.SoftwareTraits;

/** Training software in the names of a job's key {@code software}. */
public final class SoftwareDocument {
  private SoftwareDocument() {}

  /** Returns its name where it is known by that, else all of its traits. */
  public static Object of(SoftwareTraits software) {
    return Software.all().contains(software) ? software.id() : traits(software);
  }

  /** Returns its base and those of its traits that are not the base's; the name if none is. */
  public static Object brief(SoftwareTraits software) {
    Map<String, Object> own = traits(software);
    Software.all().stream()
        .filter(known -> known.id().equals(software.id()))
        .forEach(base ->
            traits(base)
                .forEach((key, value) -> {
                  if (!key.equals("base")) {
                    own.remove(key, value);
                  }
                }));
    return own.size() == 1 ? software.id() : own;
  }

  /** Returns all traits, the base first. */
  static Map<String, Object> traits(SoftwareTraits software) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("base", software.id());
    SoftwareTraits.Kernels kernels = software.kernels();
    tree.put("attention", kernels.attention().id());
    tree.put("fusion", kernels.fusion().id());
    tree.put("host_cost", kernels.host());
    tree.put("skips_masked", kernels.skipsMasked());
    tree.put("dropout_masks", kernels.dropout());
    tree.put("overlap_tensor", software.overlap().tensor());
    tree.put("overlap_gradients", software.overlap().gradients());
    tree.put("overlap_experts", software.overlap().expert());
    SoftwareTraits.State state = software.state();
    tree.put("gradient_bytes", state.gradientBytes());
    tree.put("reduced_gradient_bytes", state.reducedBytes());
    tree.put("weight_bytes", state.weightBytes());
    tree.put("main_parameter_bytes", state.masterBytes());
    tree.put("update_bytes", state.updateBytes());
    SoftwareTraits.Pipeline pipeline = software.pipeline();
    tree.put("pipeline_scatter_activations", pipeline.scatterGather());
    tree.put("pipeline_scatter_gradients", pipeline.scatterGradients());
    tree.put("pipeline_asynchronous", pipeline.asynchronous());
    tree.put("pipeline_blocking", pipeline.blocking());
    tree.put("routing", software.routing().id());
    tree.put("dispatcher", software.experts().dispatcher().id());
    tree.put("selective_recompute", software.selective().id());
    tree.put("fp8_recipe", software.fp8().id());
    return tree;
  }
}

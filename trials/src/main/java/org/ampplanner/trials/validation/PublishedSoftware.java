package org.ampplanner.trials.validation;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ampplanner.engine.AttentionKernel;
import org.ampplanner.engine.DeepSpeed;
import org.ampplanner.engine.Fp8Recipe;
import org.ampplanner.engine.Fusion;
import org.ampplanner.engine.Megatron;
import org.ampplanner.engine.Routing;
import org.ampplanner.engine.Software;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.engine.SoftwareTraits.Kernels;
import org.ampplanner.engine.SoftwareTraits.Overlap;
import org.ampplanner.engine.SoftwareTraits.State;
import org.ampplanner.engine.Torchtitan;
import org.ampplanner.formats.software.SoftwareDocument;
import org.ampplanner.formats.source.Location;

/** Which software traits a published run's software and version have. */
final class PublishedSoftware {
  private static final Pattern RELEASE = Pattern.compile("v?(2\\d)\\.(\\d\\d)");

  /** Beside 16-bit weights, DeepSpeed's ZeRO-1 keeps a 32-bit gradient of what a rank updates. */
  private static final State SHARDED_GRADIENTS = new State(4, 4, 2, 8, 34);

  /** As plain data parallelism and FSDP of PyTorch do. */
  private static final Overlap GRADIENTS_ONLY = new Overlap(false, true, false);

  private static final int FUSED_SINCE = 12 * 25 + 4;
  private static final int GRAPHED_SINCE = 12 * 26 + 6;

  private PublishedSoftware() {}

  static SoftwareTraits traits(Row row) {
    return generation(row).withFp8(recipe(row.text("precision")));
  }

  /** Returns what a published run's software is taken for where its row does not say. */
  static String assumed(Map<String, String> cells) {
    Row row = new Row(cells, Location.of("row"));
    return !row.has("software") || row.has(SoftwareColumn.COLUMN)
        ? ""
        : "software: " + flow(SoftwareDocument.brief(traits(row)));
  }

  private static String flow(Object brief) {
    return brief instanceof Map<?, ?> keys
        ? keys.entrySet().stream()
            .map(e -> e.getKey() + ": " + e.getValue())
            .collect(Collectors.joining(", ", "{", "}"))
        : brief.toString();
  }

  private static SoftwareTraits generation(Row row) {
    String software = row.text("software");
    String flags = row.text("flags");
    boolean early =
        row.text("version").startsWith("2022") || row.text("version").startsWith("2021");
    if (software.startsWith("Megatron-DeepSpeed") || (software.equals("Megatron-LM") && early)) {
      return row.text("sharding").contains("zero1")
          ? Megatron.LM_2022.withState(SHARDED_GRADIENTS)
          : Megatron.LM_2022;
    } else if (software.contains("Composer")) {
      boolean pure = row.text("precision").equals("bf16-pure");
      return Torchtitan.FSDP_2023.withState(new State(4, pure ? 2 : 4, 4, 0, 36));
    } else if (software.contains("JAX")) {
      return Software.XLA;
    } else if (software.startsWith("Aleph Alpha")) {
      return layouts(software);
    } else if (software.startsWith("HF") || software.startsWith("Lightning")) {
      return ordinary(software, row.text("sharding"));
    } else if (software.startsWith("PyTorch + Transformer Engine")) {
      return Software.PLAIN;
    } else if (software.startsWith("torchtitan") && flags.contains("no_compile")) {
      return Torchtitan.CURRENT.withKernels(
          new Kernels(AttentionKernel.FLASH2, Fusion.EAGER, 1, true, false));
    } else if (software.contains("FSDP")) {
      return Torchtitan.CURRENT.withOverlap(new Overlap(flags.contains("async_tp"), true, false));
    } else if (software.contains("MLPerf")) {
      Kernels k = Megatron.CORE.kernels();
      return tuned()
          .withKernels(new Kernels(k.attention(), k.fusion(), 0.4 * k.host(), true, false));
    }
    // overlapping all-to-alls with another micro-batch needs interleaved chunks
    boolean overlaps = software.startsWith("Megatron-Bridge") && row.integer("vp") > 1;
    return tuned()
        .withOverlap(new Overlap(true, true, overlaps))
        .withRouting(routing(row.text("version")));
  }

  /** A trainer like Megatron-LM that overlaps nothing; its kernels stand in its name. */
  private static SoftwareTraits layouts(String software) {
    AttentionKernel attention =
        software.contains("flash_attention2")
            ? AttentionKernel.FLASH2
            : software.contains("flash") ? AttentionKernel.FLASH : AttentionKernel.UNFUSED;
    Fusion fusion =
        software.contains("RMS kernel")
            ? Fusion.KERNELS
            : software.contains("kernel torch") ? Fusion.EAGER : Fusion.SCRIPTED;
    return Software.PLAIN.withKernels(
        new Kernels(attention, fusion, 1, attention != AttentionKernel.UNFUSED, false));
  }

  /** Models as Hugging Face writes them: unfused norms and rotary, flash attention. */
  private static SoftwareTraits ordinary(String software, String sharding) {
    SoftwareTraits eager =
        (software.contains("DeepSpeed") ? DeepSpeed.CURRENT : Software.PLAIN)
            .withKernels(new Kernels(AttentionKernel.FLASH2, Fusion.EAGER, 1, true, false));
    boolean lean = software.contains("bf16 weights");
    return lean
        ? eager.withState(new State(2, 2, 2, 0, 20)).withOverlap(GRADIENTS_ONLY)
        : sharding.startsWith("zero") ? eager : eager.withOverlap(GRADIENTS_ONLY);
  }

  /** NeMo's and Megatron-Bridge's releases are numbered by year and month. */
  private static Routing routing(String version) {
    Matcher release = RELEASE.matcher(version);
    if (!release.lookingAt()) {
      return Routing.FUSED;
    }
    int months = 12 * Integer.parseInt(release.group(1)) + Integer.parseInt(release.group(2));
    return months < GRAPHED_SINCE
        ? months < FUSED_SINCE ? Routing.SORTED : Routing.FUSED
        : Routing.GRAPHED;
  }

  /** NVIDIA's performance recipes reduce gradients in 16 bits (grad_reduce_in_fp32: false). */
  private static SoftwareTraits tuned() {
    return Megatron.CORE.withState(new State(2, 2, 2, 4, 32));
  }

  private static Fp8Recipe recipe(String precision) {
    return switch (precision) {
      case "fp8-mx", "fp8-blockwise" -> Fp8Recipe.BLOCK;
      case "fp8-rowwise" -> Fp8Recipe.ROW;
      default -> Fp8Recipe.TENSOR;
    };
  }
}

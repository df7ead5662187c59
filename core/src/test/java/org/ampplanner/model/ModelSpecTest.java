package org.ampplanner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.ampplanner.model.LayerSpec.Sizes;
import org.ampplanner.model.Model.TiedPair;
import org.ampplanner.unit.InvalidValueException;
import org.ampplanner.unit.Precision;
import org.junit.jupiter.api.Test;

class ModelSpecTest {
  private static final Training FP16 = new Training(8, 1024, Precision.FP16, Optimizer.ADAM);
  private static final Training FP32 = new Training(8, 1024, Precision.FP32, Optimizer.ADAM);
  private static final TransformerShape SHAPE = new TransformerShape(1024, 4096, 16);

  @Test
  void theShorthandOfGpt2MediumGivesItsPublishedParameters() {
    ModelSpec spec =
        new ModelSpec(
            "gpt2-medium",
            1024,
            List.of(
                plain("embedding", (50257L + 1024) * 1024, null),
                new LayerSpec("block", 24, Sizes.NONE, null, SHAPE, Map.of()),
                plain("norm", 2048, null),
                plain("lm_head", 50257L * 1024, "embedding")));
    assertThat(spec.resolve(FP16).parameters()).isEqualTo(354_823_168L);
  }

  @Test
  void derivedSizesFollowThePrecisionAndStatedOnesStay() {
    Sizes stated = new Sizes(null, 77L, false, null, null, null);
    LayerSpec derived = new LayerSpec("a", 1, Sizes.NONE, null, SHAPE, Map.of());
    LayerSpec literal = new LayerSpec("b", 1, stated, null, SHAPE, Map.of());
    ModelSpec spec = new ModelSpec("m", null, List.of(derived, literal));
    assertThat(spec.resolve(FP16).layers().get(0).output().bytes()).isEqualTo(2L << 20);
    assertThat(spec.resolve(FP32).layers().get(0).output().bytes()).isEqualTo(4L << 20);
    assertThat(spec.resolve(FP32).layers().get(1).output().bytes()).isEqualTo(77);
  }

  @Test
  void ofLayersThatShareParametersEachIsTiedToTheNext() {
    ModelSpec spec =
        new ModelSpec(
            "m",
            1024,
            List.of(
                plain("a", 10, null),
                plain("b", 10, "a"),
                plain("c", 5, null),
                plain("d", 10, "a"),
                plain("e", 5, "c")));
    Model model = spec.resolve(FP16);
    assertThat(model.tiedPairs())
        .containsExactly(new TiedPair(0, 1), new TiedPair(1, 3), new TiedPair(2, 4));
    assertThat(model.parameters()).isEqualTo(15);
  }

  @Test
  void activationsFollowKorthikanti() {
    long s = 1024;
    long expected = s * 1024 * 34 + 5 * 16 * s * s;
    assertThat(SHAPE.activationBytes(1024, 2)).isEqualTo(expected);
  }

  @Test
  void statedWorkOrMemoryWinsOverWhatTheShorthandSays() {
    Sizes memory = new Sizes(null, null, false, 582_598_656L, null, null);
    Sizes work = new Sizes(null, null, false, null, 2e9, null);
    for (Sizes stated : List.of(memory, work)) {
      LayerSpec spec = new LayerSpec("windowed", 1, stated, null, SHAPE, Map.of());
      assertThat(spec.resolve(FP16).kind()).as("%s", stated).isNull();
      assertThat(spec.resolve(FP16).isBlock()).isTrue();
    }
    assertThat(new LayerSpec("plain", 1, Sizes.NONE, null, SHAPE, Map.of()).resolve(FP16).kind())
        .isNotNull();
  }

  @Test
  void aLineWithoutShorthandMustStateItsSizes() {
    assertThatThrownBy(() -> new LayerSpec("x", 0, Sizes.NONE, null, null, Map.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("repeat (0) must be positive; parameters is missing; output_bytes is missing");
  }

  @Test
  void aTieMustNameALayer() {
    assertThatThrownBy(() -> new ModelSpec("m", null, List.of(plain("head", 1, "embeding"))))
        .hasMessage("tied_to (embeding) is not the name of a layer");
  }

  private static LayerSpec plain(String name, long parameters, String tiedTo) {
    return new LayerSpec(
        name, 1, new Sizes(parameters, 0L, false, 0L, 0.0, 0L), tiedTo, null, Map.of());
  }
}

package org.ampplanner.engine;

import org.ampplanner.unit.Precision;

/** The number format of matrix products with weights, where a precision leaves a choice. */
public enum MatrixFormat {
  /** 32-bit floats. */
  FP32("fp32", Precision.FP32),
  /** 16-bit floats of either kind. */
  HALF("half", Precision.BF16),
  /** 8 bits, one scale per tensor from earlier steps or from the tensor itself. */
  FP8_TENSOR("fp8-tensor", Precision.FP8),
  /** 8 bits, one scale per block of 32 or 128 values. */
  FP8_BLOCK("fp8-block", Precision.FP8),
  /** 8 bits, one scale per row. */
  FP8_ROW("fp8-row", Precision.FP8),
  /** 4 bits, one scale per block of 16 values. */
  FP4_BLOCK("fp4-block", Precision.FP4);

  private final String id;
  private final Precision precision;

  MatrixFormat(String id, Precision precision) {
    this.id = id;
    this.precision = precision;
  }

  /** Returns the format of a precision where 8 bits have one scale per tensor. */
  public static MatrixFormat of(Precision precision) {
    return of(precision, Fp8Recipe.TENSOR);
  }

  /** Returns the format of a precision under a recipe for 8 bits. */
  public static MatrixFormat of(Precision precision, Fp8Recipe recipe) {
    return switch (precision) {
      case FP32 -> FP32;
      case FP16, BF16 -> HALF;
      case FP8 ->
          switch (recipe) {
            case TENSOR -> FP8_TENSOR;
            case BLOCK -> FP8_BLOCK;
            case ROW -> FP8_ROW;
          };
      case FP4 -> FP4_BLOCK;
    };
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }

  /** Returns the precision whose peak applies. */
  public Precision precision() {
    return precision;
  }

  /** Returns whether operands are cast down from 16 bits before each product. */
  public boolean quantised() {
    return precision == Precision.FP8 || precision == Precision.FP4;
  }
}

package org.ampplanner.operator;

import java.util.List;

/**
 * What one layer asks of one device and of its links, for one micro-batch.
 *
 * @param operators the forward pass's operators
 * @param hostUnits launch work, in units of an ordinary transformer block
 * @param expertCopies experts that each token is routed to, 0 if it is not
 * @param tensorExchanges all-reduces per direction over the tensor-parallel group
 * @param tensorBytes bytes of each of them
 * @param expertBytes bytes that one device sends in each of four all-to-alls, two per direction
 * @param contextBytes keys and values of one device, which travel round the context-parallel ring
 */
public record LayerWork(
    List<Operator> operators,
    double hostUnits,
    double expertCopies,
    double tensorExchanges,
    double tensorBytes,
    double expertBytes,
    double contextBytes) {

  /** Copies the list. */
  public LayerWork {
    operators = List.copyOf(operators);
  }

  /** Returns work without communication. */
  static LayerWork local(List<Operator> operators, double hostUnits) {
    return new LayerWork(operators, hostUnits, 0, 0, 0, 0, 0);
  }
}

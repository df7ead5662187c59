package org.ampplanner.predictive;

/**
 * The time of one layer on one device for one micro-batch, in seconds.
 *
 * @param forward forward pass without communication
 * @param backward backward pass without communication, recomputation included
 * @param weights the part of {@code backward} that computes the gradients of weights
 * @param forwardExchange exposed tensor-, context- and expert-parallel communication, forward
 * @param backwardExchange the same, backward
 */
record LayerPrice(
    double forward,
    double backward,
    double weights,
    double forwardExchange,
    double backwardExchange) {

  /** Returns the forward pass with its communication. */
  public double forwardTotal() {
    return forward + forwardExchange;
  }

  /** Returns the backward pass with its communication. */
  public double backwardTotal() {
    return backward + backwardExchange;
  }

  /** Returns both passes with their communication. */
  public double total() {
    return forwardTotal() + backwardTotal();
  }

  /** Returns the price with forward and backward passes stretched. */
  LayerPrice scaled(double forwardFactor, double backwardFactor) {
    return new LayerPrice(
        forward * forwardFactor,
        backward * backwardFactor,
        weights * backwardFactor,
        forwardExchange * forwardFactor,
        backwardExchange * backwardFactor);
  }
}

package org.ampplanner.formats.cluster;

/**
 * Bandwidths that a benchmark reached, as nominal ones. Cost models take off a nominal bandwidth
 * what collectives never reach; a measured one has lost that already and would lose it twice.
 *
 * <p>Of NVLink's nominal bandwidth, all-reduces of nccl-tests reach 0.76 on eight A100 and 0.90 on
 * eight V100 ({@code validation/published/nccl_allreduce_a100_v100.json}: 229 of 300 and 134 of 150
 * GB/s); of a fast network 0.95. Slower links are stated as they are measured.
 */
final class MeasuredLinks {
  private static final double NVLINK_SHARE = 0.8;
  private static final double NETWORK_SHARE = 0.95;

  /** Below these a link is PCIe, or a network that messages fill up, in bytes per second. */
  private static final double NVLINK_BYTES_PER_SECOND = 70e9 * NVLINK_SHARE;

  private static final double NETWORK_BYTES_PER_SECOND = 7e9 * NETWORK_SHARE;

  private MeasuredLinks() {}

  static double inside(double bytesPerSecond, boolean measured) {
    boolean fast = measured && bytesPerSecond >= NVLINK_BYTES_PER_SECOND;
    return fast ? bytesPerSecond / NVLINK_SHARE : bytesPerSecond;
  }

  static double between(double bytesPerSecond, boolean measured) {
    boolean fast = measured && bytesPerSecond >= NETWORK_BYTES_PER_SECOND;
    return fast ? bytesPerSecond / NETWORK_SHARE : bytesPerSecond;
  }
}

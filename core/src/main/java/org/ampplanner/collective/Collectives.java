package org.ampplanner.collective;

import org.ampplanner.engine.Dispatcher;
import org.ampplanner.operator.Constants;

/**
 * Times of collectives: latency per doubling of the group plus bytes over achieved bandwidth.
 *
 * <p>An all-reduce of B bytes over n devices moves {@code 2(n-1)/n·B} through every device, whether
 * by ring or by tree (Thakur et al. 2005, doi 10.1177/1094342005051521; the "bus bandwidth" of
 * nccl-tests); reduce-scatter and all-gather move half of that.
 */
public final class Collectives {
  private final double intraEfficiency;
  private final double intraLatency;
  private final double interEfficiency;
  private final double interLatency;
  private final double busEfficiency;
  private final double busLatency;
  private final double slowEfficiency;
  private final double transferEfficiency;
  private final double transferLatency;

  /**
   * Factors of one cluster, 1 unless calibrated.
   *
   * @param intraBandwidth of the links inside a domain
   * @param interBandwidth of the links between domains
   * @param latency of both
   */
  public record Factors(double intraBandwidth, double interBandwidth, double latency) {
    /** No correction. */
    public static final Factors NONE = new Factors(1, 1, 1);
  }

  /** Makes the times of one cluster. */
  public Collectives(Constants c, Factors factors) {
    intraEfficiency = c.get("link.intra.efficiency") * factors.intraBandwidth();
    intraLatency = c.get("link.intra.latency") * factors.latency();
    interEfficiency = c.get("link.inter.efficiency") * factors.interBandwidth();
    interLatency = c.get("link.inter.latency") * factors.latency();
    busEfficiency = c.get("link.bus.efficiency") * factors.intraBandwidth();
    busLatency = c.get("link.bus.latency") * factors.latency();
    slowEfficiency = c.get("link.slow.efficiency") * factors.interBandwidth();
    transferEfficiency = c.get("link.p2p.efficiency") * factors.interBandwidth();
    transferLatency = c.get("link.p2p.latency") * factors.latency();
  }

  /** Returns the time of an all-reduce. */
  public double allReduce(double bytes, GroupLink link) {
    return pass(2 * bytes, link);
  }

  /** Returns the time of a reduce-scatter, or of an all-gather, of {@code bytes} in all. */
  public double allGather(double bytes, GroupLink link) {
    return pass(bytes, link);
  }

  private double pass(double bytes, GroupLink link) {
    if (link.size() <= 1 || bytes <= 0) {
      return 0;
    }
    double share = (link.size() - 1.0) / link.size();
    return latency(link) + share * bytes / bandwidth(link);
  }

  /**
   * Returns the time of an all-to-all in which every device sends {@code bytes} in all, each token
   * {@code copies} times. By itself every copy goes straight to its device. Where a token travels
   * once to each domain that needs it, which under balanced routing are {@code D(1-(1-1/D)^copies)}
   * of D, what comes from outside is handed on inside, so that all copies but those for the device
   * that receives them use the fast links too (as DeepEP and Hybrid-EP do).
   */
  public double allToAll(double bytes, double copies, GroupLink link, Dispatcher dispatcher) {
    if (link.size() <= 1 || bytes <= 0) {
      return 0;
    }
    double domains = link.domains();
    double perDomain = link.size() / domains;
    double inside = bytes * (perDomain - 1) / link.size();
    double outside = bytes * (domains - 1) / domains;
    if (!link.local() && dispatcher == Dispatcher.ONCE_PER_NODE) {
      inside = bytes * (perDomain - 1) / perDomain;
      outside *= domains * (1 - Math.pow(1 - 1 / domains, copies)) / copies;
    }
    double fast = inside / intraRate(link);
    double slow = link.local() ? 0 : outside * perDomain / interRate(link);
    return latency(link) + Math.max(fast, slow);
  }

  private double bandwidth(GroupLink link) {
    double intra = intraRate(link);
    return link.local()
        ? intra
        : link.size() == link.domains()
            ? interRate(link)
            : Math.min(bus(link) ? link.intraBytesPerSecond() : intra, interRate(link));
  }

  /** Links below this are a bus through the host (PCIe), not NVLink or its like. */
  private static final double BUS_BYTES_PER_SECOND = 70e9;

  /** Links below this fill up whatever the traffic. */
  private static final double SATURATED_BYTES_PER_SECOND = 7e9;

  private static final double DIRECT_BYTES_PER_SECOND = 15e9;

  private static boolean bus(GroupLink link) {
    return link.intraBytesPerSecond() < DIRECT_BYTES_PER_SECOND;
  }

  private static boolean slow(GroupLink link) {
    return link.interBytesPerSecond() < SATURATED_BYTES_PER_SECOND;
  }

  private double interRate(GroupLink link) {
    return link.interBytesPerSecond() * (slow(link) ? slowEfficiency : interEfficiency);
  }

  private double intraRate(GroupLink link) {
    return link.intraBytesPerSecond()
        * (link.intraBytesPerSecond() < BUS_BYTES_PER_SECOND ? busEfficiency : intraEfficiency);
  }

  private double intraLatency(GroupLink link, boolean stated) {
    return bus(link) ? busLatency : stated ? 0 : intraLatency;
  }

  private static double ring(double latency, double members) {
    return 2 * latency * (members - 1);
  }

  /**
   * A stated latency is of one message, of which a ring sends {@code 2(n-1)} one after another; on
   * slow links what the host adds to every collective is more than that.
   */
  private double latency(GroupLink link) {
    double perDomain = (double) link.size() / link.domains();
    double intra = intraLatency(link, link.intraLatencySeconds() > 0) * log2(perDomain);
    double inter = (slow(link) ? busLatency : interLatency) * log2(link.domains());
    if (link.interLatencySeconds() > 0) {
      inter = Math.max(slow(link) ? inter : 0, ring(link.interLatencySeconds(), link.domains()));
    }
    return Math.max(intra, ring(link.intraLatencySeconds(), perDomain)) + inter;
  }

  /**
   * Returns the time to hand {@code bytes} from one device to another.
   *
   * @param bytes of one flow
   * @param link two devices; its bandwidth between domains is what falls to one flow
   */
  public double transfer(double bytes, GroupLink link) {
    if (bytes <= 0) {
      return 0;
    }
    double stated = link.local() ? link.intraLatencySeconds() : link.interLatencySeconds();
    double latency = stated > 0 ? stated : transferLatency;
    double rate =
        link.local()
            ? intraRate(link)
            : link.interBytesPerSecond() * (slow(link) ? slowEfficiency : transferEfficiency);
    return latency + bytes / rate;
  }

  private static double log2(double x) {
    return Math.log(Math.max(1, x)) / Math.log(2);
  }
}

package org.ampplanner.formats.imports.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.formats.imports.cluster.Evidence.Host;

/** The NVLink domains that a list of hosts names: nodes of one domain stand together. */
final class NvlinkDomains {
  private final Map<String, Integer> sizes = new LinkedHashMap<>();

  NvlinkDomains(List<Host> hosts) {
    hosts.forEach(host -> {
      Fact<String> domain = host.domain();
      if (domain != null) {
        sizes.merge(domain.value(), 1, Integer::sum);
      }
    });
  }

  /** Returns how many nodes share a host's domain, 1 if none is named. */
  int size(Host host) {
    Fact<String> domain = host.domain();
    return domain == null ? 1 : sizes.getOrDefault(domain.value(), 1);
  }

  /** Returns the hosts in their order, those of a domain behind its first; larger ones first. */
  List<Host> inOrder(List<Host> hosts) {
    if (sizes.isEmpty()) {
      return hosts;
    }
    Map<String, List<Host>> byDomain = new LinkedHashMap<>();
    hosts.forEach(host -> {
      Fact<String> domain = host.domain();
      String key = domain == null ? "\0" + host.name() : domain.value();
      byDomain.computeIfAbsent(key, k -> new ArrayList<>()).add(host);
    });
    return byDomain.values().stream()
        .sorted((a, b) -> Integer.compare(size(b.get(0)), size(a.get(0))))
        .flatMap(List::stream)
        .toList();
  }
}

package org.ampplanner.formats.imports.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a state of SLURM says about using a node: {@code IDLE+CLOUD+POWERED_DOWN}, {@code idle~},
 * {@code drng}. Names and signs are those of the manuals of {@code scontrol} and {@code sinfo}.
 *
 * @param usable whether a job can have the node
 * @param remarks what to say of a node that is used, empty where there is nothing
 */
record NodeState(boolean usable, List<String> remarks) {
  private static final Set<String> PLAIN =
      Set.of(
          "IDLE",
          "ALLOCATED",
          "ALLOC",
          "MIXED",
          "MIX",
          "COMPLETING",
          "COMP",
          "CLOUD",
          "DYNAMIC_NORM",
          "DYNAMIC_FUTURE",
          "COMPLETE");
  private static final Set<String> UNUSABLE =
      Set.of(
          "DOWN",
          "DRAIN",
          "DRAINED",
          "DRAINING",
          "DRNG",
          "FAIL",
          "FAILING",
          "FAILG",
          "ERROR",
          "INVAL",
          "INVALID_REG",
          "FUTURE",
          "FUTR",
          "UNKNOWN",
          "UNK",
          "NOT_RESPONDING",
          "NO_RESPOND",
          "PERFCTRS",
          "NPC",
          "UNKN");
  private static final Set<String> ASLEEP =
      Set.of(
          "POWERED_DOWN",
          "POWERING_DOWN",
          "POWERING_UP",
          "POWER_DOWN",
          "POWER_UP",
          "POW_UP",
          "POW_DN",
          "POWERING");
  private static final Set<String> HELD =
      Set.of(
          "MAINT",
          "MAINTENANCE",
          "RESERVED",
          "RESV",
          "PLANNED",
          "PLND",
          "BLOCKED",
          "BLOCK",
          "REBOOT",
          "REBOOT_ISSUED",
          "REBOOT_REQUESTED",
          "REBOOT_ASAP",
          "BOOT",
          "BOOTING");

  NodeState {
    remarks = List.copyOf(remarks);
  }

  /** Reads a state; words that are not known are remarks. */
  static NodeState of(String text) {
    boolean usable = true;
    List<String> remarks = new ArrayList<>();
    for (String part : text.toUpperCase(Locale.ROOT).split("[+,]")) {
      String word = part.replaceAll("[*~#!%$@^-]+$", "");
      String signs = part.substring(word.length());
      if (UNUSABLE.contains(word) || signs.contains("*")) {
        usable = false;
      } else if (ASLEEP.contains(word) || signs.matches(".*[~#%!].*")) {
        remarks.add("sleeps until a job wants it");
      } else if (HELD.contains(word) || signs.matches(".*[$@^-].*")) {
        remarks.add("may not take jobs now");
      } else if (!word.isEmpty() && !PLAIN.contains(word)) {
        remarks.add("is in a state that is not known");
      }
    }
    return new NodeState(usable, remarks.stream().distinct().toList());
  }
}

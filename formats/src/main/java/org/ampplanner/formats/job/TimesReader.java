package org.ampplanner.formats.job;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.catalog.References;
import org.ampplanner.formats.cluster.ReadCluster;
import org.ampplanner.formats.model.ReadModel;
import org.ampplanner.formats.profile.ReadMeasurement;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.model.Model;
import org.ampplanner.profile.Profile;
import org.ampplanner.unit.InvalidValueException;
import org.ampplanner.unit.Precision;

/** Brings the measured times of a job together and checks that they fit model and cluster. */
final class TimesReader {
  private final ReadModel source;
  private final Model model;
  private final Precision precision;
  private final Problems problems;

  TimesReader(ReadModel source, Model model, Precision precision, Problems problems) {
    this.source = source;
    this.model = model;
    this.precision = precision;
    this.problems = problems;
  }

  /** Returns the measurements that the job can use; the others are reported. */
  Profile usable(List<ReadMeasurement> measurements) {
    int layers = model.layers().size();
    Set<String> misfits = new HashSet<>();
    for (ReadMeasurement m : measurements) {
      if (m.measurement().layers() != layers) {
        if (!misfits.add(m.at().source() + m.measurement().layers())) {
          continue; // said once a file
        }
        misfit(m);
      } else if (!m.model().equals(model.name())) {
        problems.warning(
            m.at(),
            "was measured on " + m.model() + " and is used for " + model.name(),
            "another profile");
      }
      if (m.precision() != precision) {
        problems.warning(
            m.at(),
            "is not used: it was measured with "
                + m.precision().id()
                + ", the job trains with "
                + precision.id(),
            "`precision: " + m.precision().id() + "` under `training`");
      }
    }
    return new Profile(
        measurements.stream()
            .filter(m -> m.precision() == precision)
            .map(ReadMeasurement::measurement)
            .toList());
  }

  private void misfit(ReadMeasurement m) {
    problems.error(
        m.at(),
        String.format(
            Locale.ROOT,
            "forward_ms (%d numbers) does not fit the model %s of %d layers",
            m.measurement().layers(),
            model.name(),
            model.layers().size()),
        m.model().equals(model.name())
            ? null
            : "another profile: this one was measured on " + m.model());
  }

  /** Warns of times for device types that nobody knows: most likely a misspelt name. */
  void warnOfUnknown(List<ReadMeasurement> measurements, ReadCluster cluster, Catalog catalog) {
    Set<String> known =
        cluster.cluster().deviceTypes().stream()
            .map(DeviceType::id)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    source
        .timedDevices()
        .forEach((device, at) -> {
          if (!known.contains(device) && catalog.find(Catalog.Kind.DEVICES, device).isEmpty()) {
            problems.warning(
                at,
                "time_ms." + device + " is for no device type of the cluster or the catalogue",
                References.suggest(device, known));
          }
        });
    for (ReadMeasurement m : measurements) {
      String device = m.measurement().deviceType();
      if (!known.contains(device) && catalog.find(Catalog.Kind.DEVICES, device).isEmpty()) {
        problems.warning(
            m.at(),
            "device (" + device + ") is no device type of the cluster or the catalogue",
            References.suggest(device, known));
      }
    }
  }

  /** Returns the profile completed by the times in the model's own layers. */
  Optional<Profile> withModel(Profile profile) {
    try {
      return Optional.of(profile.with(model));
    } catch (InvalidValueException e) {
      e.violations()
          .forEach(v ->
              problems.error(
                  source.timedDevices().getOrDefault(String.valueOf(v.value()), source.at()),
                  v.message(),
                  v.maybe()));
      return Optional.empty();
    }
  }

  /** Requires times of every device type of the cluster, as AMP's cost model does. */
  void requireAll(Profile profile, ReadCluster cluster) {
    for (DeviceType type : cluster.cluster().deviceTypes()) {
      profile
          .lack(type.id())
          .ifPresent(lack ->
              problems.error(
                  cluster.deviceAt().getOrDefault(type.id(), cluster.at()),
                  "device (" + type.id() + ") " + lack,
                  Profile.TIMES_FROM));
    }
  }
}

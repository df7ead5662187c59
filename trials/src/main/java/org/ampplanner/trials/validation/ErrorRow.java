package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.ampplanner.predictive.Spreads.Kind;
import org.jspecify.annotations.Nullable;

/**
 * How far the prediction of one published run was off, by constants that had not seen its source:
 * one line of {@code validation/errors.csv}.
 *
 * @param source who measured
 * @param id the run
 * @param kind what kind of run it is to constants that other sources gave
 * @param time logarithm of measured over predicted step time, NaN if it was not timed
 * @param gradient of the logarithm of the predicted time by the factors of a calibration
 * @param peak logarithm of measured over predicted peak memory, NaN if it was not measured
 * @param room logarithm of a device's memory over the predicted peak, NaN if unknown
 * @param ran whether it fitted in memory, null if unknown
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read only
record ErrorRow(
    String source,
    String id,
    Kind kind,
    double time,
    double[] gradient,
    double peak,
    double room,
    @Nullable Boolean ran) {

  /** The factors, those of all device types as one. */
  static final List<String> FACTORS =
      List.of("device_time", "host_time", "intra_bandwidth", "inter_bandwidth", "latency");

  /** Returns the header of the file. */
  static String header() {
    return "source,id,hardware,software,experts,profiled,time,"
        + String.join(",", FACTORS)
        + ",peak,room,ran";
  }

  /** Returns the line of the file. */
  String line() {
    List<String> cells = new ArrayList<>(List.of(source, "\"" + id.replace("\"", "") + "\""));
    for (boolean of :
        new boolean[] {kind.hardware(), kind.software(), kind.experts(), kind.profiled()}) {
      cells.add(Boolean.toString(of));
    }
    DoubleStream.concat(
            DoubleStream.concat(DoubleStream.of(time), Arrays.stream(gradient)),
            DoubleStream.of(peak, room))
        .forEach(value ->
            cells.add(Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4f", value)));
    cells.add(ran == null ? "" : ran.toString());
    return String.join(",", cells);
  }

  /** Reads a line of the file. */
  static ErrorRow of(Row row) {
    return new ErrorRow(
        row.text("source"),
        row.text("id"),
        new Kind(is(row, "hardware"), is(row, "software"), is(row, "experts"), is(row, "profiled")),
        row.number("time"),
        FACTORS.stream().mapToDouble(row::number).toArray(),
        row.number("peak"),
        row.number("room"),
        row.has("ran") ? is(row, "ran") : null);
  }

  private static boolean is(Row row, String column) {
    return row.text(column).equals("true");
  }

  /** Returns the rows by source, in order of their names. */
  static List<List<ErrorRow>> bySource(List<ErrorRow> rows) {
    return List.copyOf(
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    ErrorRow::source, java.util.TreeMap::new, Collectors.toList()))
            .values());
  }
}

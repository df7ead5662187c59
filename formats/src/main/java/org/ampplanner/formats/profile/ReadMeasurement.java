package org.ampplanner.formats.profile;

import org.ampplanner.formats.source.Location;
import org.ampplanner.profile.Measurement;
import org.ampplanner.unit.Precision;

/**
 * A measurement with what decides whether a job can use it.
 *
 * @param measurement the times
 * @param precision what it was taken with
 * @param model the name of the model that it was taken of
 * @param at where its times stand
 */
public record ReadMeasurement(
    Measurement measurement, Precision precision, String model, Location at) {}

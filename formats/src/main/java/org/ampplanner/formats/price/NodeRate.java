package org.ampplanner.formats.price;

import java.util.OptionalDouble;

/**
 * What one node of a type costs and draws.
 *
 * @param nodeType its id in the catalogue
 * @param deviceType the id of its devices' type
 * @param devices how many it has
 * @param pricePerHour of the node, in {@link PriceList#CURRENCY}; empty if nobody says
 * @param price where that price comes from: region, kind and date, or the user's file
 * @param deviceWatts what one device draws at its peak; empty if nobody says
 * @param hostWatts what the node draws beside its devices; empty if nobody says
 */
public record NodeRate(
    String nodeType,
    String deviceType,
    int devices,
    OptionalDouble pricePerHour,
    String price,
    OptionalDouble deviceWatts,
    OptionalDouble hostWatts) {

  /**
   * Of a whole node's power, what is not its devices', as a share of theirs: by data sheets a DGX
   * A100 draws up to 6.5 kW with 3.2 kW of devices, a DGX H100 10.2 with 5.6, a DGX B200 14.3 with
   * 8.
   */
  public static final double HOST_SHARE = 0.8;

  /**
   * Returns what a node draws with its devices at their peak, which is an upper end; empty if its
   * devices' is not known. Where nobody says what the host draws it is {@link #HOST_SHARE} of that.
   */
  public OptionalDouble watts() {
    if (deviceWatts.isEmpty()) {
      return OptionalDouble.empty();
    }
    double all = devices * deviceWatts.getAsDouble();
    return OptionalDouble.of(all + hostWatts.orElse(HOST_SHARE * all));
  }
}

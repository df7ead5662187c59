package org.ampplanner.formats.price;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Schema;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Sources;

/**
 * Prices of node types: the user's own file, and for what it does not name the catalogue.
 *
 * @param catalog what is built in
 * @param own the user's prices an hour by node type
 */
public record PriceList(Catalog catalog, Map<String, Own> own) {
  /** The currency of every price. */
  public static final String CURRENCY = "USD";

  /**
   * A price of the user's.
   *
   * @param perHour of one node
   * @param about region, kind and date, as far as stated, and the file
   */
  public record Own(double perHour, String about) {}

  /** Copies the map. */
  public PriceList {
    own = Map.copyOf(own);
  }

  /** Returns the prices of the catalogue. */
  public static PriceList of(Catalog catalog) {
    return new PriceList(catalog, Map.of());
  }

  /**
   * Reads the user's prices: {@code nodes: {p5.48xlarge: 60, dgx-h100: {per_hour: 88, kind:
   * reserved, region: eu, date: "2026-11"}}}.
   *
   * @throws org.ampplanner.formats.source.ProblemsException with all that is wrong
   */
  public static PriceList read(Catalog catalog, SourceFile file) {
    Problems problems = new Problems();
    Map<String, Own> own = new LinkedHashMap<>();
    Optional<Node.Mapping> mapping = Sources.readMapping(file, "a price list", problems);
    mapping.ifPresent(node -> {
      Fields fields = new Fields(node, "a price list", problems);
      if (fields.has("schema")) {
        Schema.require(fields, "amp-prices", 1);
      }
      currency(fields, problems);
      fields.require("nodes", "`nodes: {p5.48xlarge: 60}`: the price of a node an hour");
      fields
          .mapping("nodes", "prices by node type")
          .ifPresent(nodes -> {
            for (String type : nodes.keys()) {
              price(nodes, type, file).ifPresent(price -> own.put(type, price));
              if (catalog.canonical(Catalog.Kind.NODES, type).isEmpty()) {
                problems.error(
                    nodes.at(type), "nodes has no node type " + type, "`amp catalog nodes`");
              }
            }
          });
      fields.end();
    });
    problems.throwIfAny();
    return new PriceList(catalog, own);
  }

  private static void currency(Fields fields, Problems problems) {
    fields
        .node("currency")
        .filter(node -> !fields.text("currency").map(CURRENCY::equalsIgnoreCase).orElse(true))
        .ifPresent(node ->
            problems.value(
                node,
                "currency",
                "is not that of the catalogue's prices, and no rates of exchange are built in",
                "prices in " + CURRENCY));
  }

  private static Optional<Own> price(Fields nodes, String type, SourceFile file) {
    if (nodes.node(type).filter(Node.Mapping.class::isInstance).isEmpty()) {
      OptionalDouble plain = nodes.number(type, Range.NOT_NEGATIVE);
      return plain.isPresent()
          ? Optional.of(new Own(plain.getAsDouble(), file.shown()))
          : Optional.empty();
    }
    return nodes
        .mapping(type, "a price")
        .flatMap(fields -> {
          fields.require("per_hour", "`per_hour: 60`");
          OptionalDouble perHour = fields.number("per_hour", Range.NOT_NEGATIVE);
          String about = about(fields, file.shown());
          fields.end();
          return perHour.isPresent()
              ? Optional.of(new Own(perHour.getAsDouble(), about))
              : Optional.empty();
        });
  }

  private static String about(Fields fields, String otherwise) {
    StringBuilder about = new StringBuilder();
    for (String key : new String[] {"kind", "region", "date"}) {
      fields
          .text(key)
          .ifPresent(
              text -> about.append(about.isEmpty() ? "" : ", ").append(text.replace('_', ' ')));
    }
    return about.isEmpty() ? otherwise : about.toString();
  }

  /**
   * Returns what a node of a type costs and draws.
   *
   * @param type its id in the catalogue
   * @param problems where to record what is wrong with its file
   */
  public Optional<NodeRate> of(String type, Problems problems) {
    return catalog
        .find(Catalog.Kind.NODES, type)
        .flatMap(file -> Sources.readMapping(file, "a node type", problems))
        .map(mapping -> rate(type, new Fields(mapping, "a node type", problems), problems));
  }

  private NodeRate rate(String type, Fields fields, Problems problems) {
    String device = fields.text("device").orElse("");
    Own mine = own.get(type);
    OptionalDouble listed = fields.number("price_per_hour", Range.NOT_NEGATIVE);
    return new NodeRate(
        type,
        device,
        fields.wholeInt("devices", Range.POSITIVE, 1024).orElse(1),
        mine == null ? listed : OptionalDouble.of(mine.perHour()),
        mine == null ? listedAs(fields) : mine.about(),
        deviceWatts(device, problems),
        fields.number("host_watts", Range.POSITIVE));
  }

  /** Returns what the catalogue says of the price that {@code price_per_hour} repeats. */
  private static String listedAs(Fields fields) {
    return fields.items("prices").stream()
        .filter(Node.Mapping.class::isInstance)
        .map(node -> about(new Fields((Node.Mapping) node, "a price", new Problems()), "catalogue"))
        .filter(about -> about.startsWith("on demand"))
        .findFirst()
        .orElse("catalogue");
  }

  private OptionalDouble deviceWatts(String device, Problems problems) {
    return catalog
        .canonical(Catalog.Kind.DEVICES, device)
        .flatMap(id -> catalog.find(Catalog.Kind.DEVICES, id))
        .flatMap(file -> Sources.readMapping(file, "a device type", problems))
        .map(node ->
            new Fields(node, "a device type", problems).number("peak_watts", Range.POSITIVE))
        .orElse(OptionalDouble.empty());
  }
}

package dev.weir.gateway.main;

import dev.weir.core.pricing.PriceOverride;
import dev.weir.core.pricing.PriceOverrides;
import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads own prices from the settings that {@link ConfigurationFile} made of them. */
final class PriceOverrideReader {

    /** The member that holds prices by unit. */
    static final String PRICES = "prices";

    private static final List<String> MEMBERS =
            List.of("name", "provider", "model", "tier", "from", "factor");

    /** Money and factors as one writes them, without exponents. */
    private static final String DECIMAL = "[0-9]{1,9}(\\.[0-9]{1,12})?";

    private final Map<String, Setting> settings;
    private final String prefix;

    private PriceOverrideReader(Map<String, Setting> settings, String prefix) {
        this.settings = settings;
        this.prefix = prefix;
    }

    /** How the settings of one entry begin. */
    static String prefix(int number) {
        return "prices.overrides." + number + ".";
    }

    /** Whether an entry can have a member; prices are named {@code prices.UNIT}. */
    static boolean isMember(String member) {
        return MEMBERS.contains(member)
                || member.startsWith(PRICES + ".")
                        && Unit.parse(member.substring(PRICES.length() + 1)) != null;
    }

    static ConfigurationException unknown(String place, String member) {
        List<String> known = new ArrayList<>(MEMBERS);
        known.add(PRICES);
        for (Unit unit : Unit.values()) {
            known.add(PRICES + "." + unit.word());
        }
        return new ConfigurationException(
                place
                        + ": prices.overrides: there is no key '"
                        + member
                        + "'; the nearest is '"
                        + Nearest.of(member, known)
                        + "'");
    }

    /** A list of prices is too much for one value on the command line. */
    static void refuseFlag(ConfigurationKey key, String place) throws ConfigurationException {
        if (key.kind() == ConfigurationKey.Kind.PRICES) {
            throw new ConfigurationException(
                    place
                            + ": "
                            + key.path()
                            + ": expected in a file, since it is a list of prices");
        }
    }

    /** All entries, in the file's order. */
    static PriceOverrides read(Map<String, Setting> settings) throws ConfigurationException {
        List<PriceOverride> all = new ArrayList<>();
        for (int i = 0; settings.containsKey(prefix(i)); i++) {
            all.add(new PriceOverrideReader(settings, prefix(i)).entry());
        }
        return new PriceOverrides(all);
    }

    private PriceOverride entry() throws ConfigurationException {
        Map<Unit, BigDecimal> prices = new EnumMap<>(Unit.class);
        for (Unit unit : Unit.values()) {
            Setting price = settings.get(prefix + PRICES + "." + unit.word());
            if (price != null) {
                prices.put(unit, decimal(price, "expected US dollars, like 2.5"));
            }
        }
        Setting factor = settings.get(prefix + "factor");
        Setting from = settings.get(prefix + "from");
        String model = text("model");
        String name = text("name");
        try {
            return new PriceOverride(
                    name == null ? model == null ? "" : model : name,
                    text("provider"),
                    model == null ? "" : model,
                    text("tier"),
                    from == null ? null : date(from),
                    prices,
                    factor == null
                            ? BigDecimal.ONE
                            : decimal(factor, "expected a number, like 0.85"));
        } catch (IllegalArgumentException e) {
            Setting start = settings.get(prefix);
            throw new ConfigurationException(
                    (start == null ? "configuration" : start.place())
                            + ": prices.overrides: "
                            + (model == null ? "expected a model" : e.getMessage()));
        }
    }

    private @Nullable String text(String member) {
        Setting setting = settings.get(prefix + member);
        return setting == null ? null : setting.text();
    }

    private static BigDecimal decimal(Setting setting, String expected)
            throws ConfigurationException {
        if (!setting.text().matches(DECIMAL)) {
            throw setting.wrong(expected);
        }
        return new BigDecimal(setting.text());
    }

    private static LocalDate date(Setting setting) throws ConfigurationException {
        try {
            return LocalDate.parse(setting.text());
        } catch (DateTimeParseException e) {
            throw setting.wrong("expected a day, like 2026-01-31");
        }
    }
}

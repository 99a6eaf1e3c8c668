package dev.weir.gateway.main;

import dev.weir.core.pricing.PriceOverrides;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a YAML file into settings. Knows which keys there are, but not what their values mean. */
final class ConfigurationFile {

    private final Path file;
    private final JsonParser parser;
    private final Map<String, Setting> settings = new LinkedHashMap<>();

    private ConfigurationFile(Path file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /** The settings of a file, by dotted key, in its order. */
    static Map<String, Setting> read(Path file) throws ConfigurationException {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(
                    file + ": there is no such file; --config names a YAML file");
        } catch (IOException e) {
            throw new ConfigurationException(file + ": cannot be read: " + e);
        }
        try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
            ConfigurationFile reading = new ConfigurationFile(file, parser);
            reading.document();
            return reading.settings;
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new ConfigurationException(
                    file
                            + (line > 0 ? ", line " + line : "")
                            + ": not YAML: "
                            + e.getOriginalMessage().lines().findFirst().orElse("unreadable"));
        }
    }

    private void document() throws ConfigurationException {
        JsonToken first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            return;
        }
        if (first != JsonToken.START_OBJECT) {
            throw new ConfigurationException(
                    place() + ": expected keys with values, like 'listen: 127.0.0.1:4141'");
        }
        section("");
        if (parser.nextToken() != null) {
            throw new ConfigurationException(place() + ": expected one YAML document, not several");
        }
    }

    private void section(String prefix) throws ConfigurationException {
        List<String> seen = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            String path = prefix.isEmpty() ? name : prefix + "." + name;
            String place = place();
            if (seen.contains(name)) {
                throw new ConfigurationException(place + ": " + path + " is set twice");
            }
            seen.add(name);
            ConfigurationKey key = name.indexOf('.') >= 0 ? null : ConfigurationKey.find(path);
            boolean section = name.indexOf('.') < 0 && ConfigurationKey.isSection(path);
            if (key == null && !section) {
                throw unknown(place, path);
            }
            value(parser.nextToken(), path, key, place);
        }
    }

    private void value(JsonToken token, String path, @Nullable ConfigurationKey key, String place)
            throws ConfigurationException {
        switch (token) {
            case START_OBJECT -> {
                if (key != null) {
                    throw new ConfigurationException(
                            place + ": " + path + ": expected " + key.kind().noun() + ", not keys");
                }
                section(path);
            }
            case START_ARRAY -> {
                if (key != null && key.kind() == ConfigurationKey.Kind.PRICES) {
                    overrides(path, place);
                    return;
                }
                List<String> values = list(path, place);
                if (key == null || !key.kind().isList()) {
                    throw new ConfigurationException(
                            place
                                    + ": "
                                    + path
                                    + ": expected "
                                    + (key == null ? "keys" : key.kind().noun())
                                    + ", not a list");
                }
                put(path, values, place);
            }
            case VALUE_NULL -> {
                if (key != null) {
                    throw new ConfigurationException(
                            place + ": " + path + ": has no value; expected " + key.kind().noun());
                }
            }
            default -> {
                if (key != null) {
                    put(path, List.of(parser.getString()), place);
                } else if (path.startsWith("providers.")) {
                    put(path + ".url", List.of(parser.getString()), place);
                } else {
                    throw new ConfigurationException(
                            place
                                    + ": "
                                    + path
                                    + ": '"
                                    + parser.getString()
                                    + "' cannot be used; expected keys like "
                                    + Nearest.of(path, ConfigurationReader.knownPaths()));
                }
            }
        }
    }

    /** Each member of each entry becomes a setting of its own, with its line. */
    private void overrides(String path, String place) throws ConfigurationException {
        int number = 0;
        while (true) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.END_ARRAY) {
                return;
            }
            if (token != JsonToken.START_OBJECT) {
                throw new ConfigurationException(
                        place + ": " + path + ": expected a list of keys with values");
            }
            if (number == PriceOverrides.MOST) {
                throw new ConfigurationException(
                        place() + ": " + path + ": expected at most " + number + " of them");
            }
            members(PriceOverrideReader.prefix(number), "", place());
            number++;
        }
    }

    private void members(String prefix, String section, String start)
            throws ConfigurationException {
        settings.putIfAbsent(prefix, new Setting(prefix, List.of(), start, null));
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = section + parser.currentName();
            String place = place();
            JsonToken token = parser.nextToken();
            if (member.equals(PriceOverrideReader.PRICES) && token == JsonToken.START_OBJECT) {
                members(prefix, member + ".", start);
                continue;
            }
            if (!PriceOverrideReader.isMember(member)) {
                throw PriceOverrideReader.unknown(place, member);
            }
            if (settings.containsKey(prefix + member)) {
                throw new ConfigurationException(place + ": " + member + " is set twice");
            }
            if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
                throw new ConfigurationException(
                        place + ": prices.overrides: " + member + ": expected one value");
            }
            put(prefix + member, List.of(parser.getString()), place);
        }
    }

    private List<String> list(String path, String place) throws ConfigurationException {
        List<String> values = new ArrayList<>();
        while (true) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.END_ARRAY) {
                return values;
            }
            if (token == null || !token.isScalarValue()) {
                throw new ConfigurationException(
                        place + ": " + path + ": expected a list of plain values");
            }
            values.add(parser.getString());
        }
    }

    private void put(String path, List<String> values, String place) {
        Path parent = file.toAbsolutePath().getParent();
        settings.put(path, new Setting(path, values, place, parent));
    }

    private String place() {
        return file + ", line " + parser.currentTokenLocation().getLineNr();
    }

    private static ConfigurationException unknown(String place, String path) {
        return ConfigurationReader.unknown(place, path);
    }
}

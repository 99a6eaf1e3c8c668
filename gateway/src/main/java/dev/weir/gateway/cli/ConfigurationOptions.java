package dev.weir.gateway.cli;

import dev.weir.gateway.main.Configuration;
import dev.weir.gateway.main.ConfigurationException;
import dev.weir.gateway.main.ConfigurationReader;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How the program itself is configured: a file, and flags over it. */
final class ConfigurationOptions {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file; docs/configuration.md lists its keys.")
    private @Nullable Path config;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Proxy port (key listen; default 127.0.0.1:4141).")
    private @Nullable String listen;

    @Option(
            names = "--console",
            paramLabel = "HOST:PORT",
            description = "Console port (key console; default 127.0.0.1:4142).")
    private @Nullable String console;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory (key data; default $WEIR_HOME, else ~/.weir).")
    private @Nullable String data;

    @Option(
            names = "--provider",
            paramLabel = "NAME=URL",
            description = "Sets or adds an upstream (key providers.NAME.url); repeatable.")
    private @Nullable List<String> providers;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets any key, like timeouts.connect=2s; repeatable.")
    private @Nullable List<String> settings;

    /** The configuration; a mistake in it is a {@link CliFailure}. */
    Configuration read(Io io) {
        return read(io, Map.of());
    }

    /**
     * The same.
     *
     * @param more keys that further flags set
     */
    Configuration read(Io io, Map<String, String> more) {
        try {
            ConfigurationReader reader = new ConfigurationReader(io.environment());
            if (config != null) {
                reader.file(config);
            }
            override(reader, "listen", listen);
            override(reader, "console", console);
            override(reader, "data", data);
            for (String provider : providers == null ? List.<String>of() : providers) {
                reader.provider(provider, "--provider");
            }
            for (String setting : settings == null ? List.<String>of() : settings) {
                int equals = setting.indexOf('=');
                if (equals < 1) {
                    throw new ConfigurationException(
                            "--set: '" + setting + "' cannot be used; expected KEY=VALUE");
                }
                reader.override(
                        setting.substring(0, equals), setting.substring(equals + 1), "--set");
            }
            for (Map.Entry<String, String> each : more.entrySet()) {
                reader.override(each.getKey(), each.getValue(), "flag");
            }
            return reader.read();
        } catch (ConfigurationException e) {
            throw CliFailure.usage(
                    Plain.line(String.valueOf(e.getMessage())),
                    "docs/configuration.md lists every key; 'weir serve --help' every flag.");
        }
    }

    private static void override(ConfigurationReader reader, String key, @Nullable String value)
            throws ConfigurationException {
        if (value != null) {
            reader.override(key, value, "--" + key);
        }
    }
}

package dev.weir.gateway.e2e;

import dev.weir.gateway.main.Configuration;
import dev.weir.gateway.main.ConfigurationException;
import dev.weir.gateway.main.ConfigurationReader;
import dev.weir.gateway.main.Weir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A Weir under test, wherever it runs. */
sealed interface RunningWeir extends AutoCloseable permits RunningWeir.InProcess, ChildWeir {

    int proxyPort();

    int consolePort();

    Path dataDir();

    /** A reader of what it recorded. */
    default Console console() {
        return new Console(consolePort());
    }

    /** Stops it in good order; a second call does nothing. */
    @Override
    void close();

    /** Starts it in this process: the one place that knows how. */
    static RunningWeir start(Settings settings) throws IOException {
        ConfigurationReader reader = new ConfigurationReader(Map.of());
        try {
            for (Map.Entry<String, String> setting : settings.values().entrySet()) {
                reader.override(setting.getKey(), setting.getValue(), "test");
            }
            Configuration configuration = reader.read();
            return new InProcess(Weir.start(configuration), settings.data());
        } catch (ConfigurationException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The program's own classes, started as {@code serve} starts them. */
    record InProcess(Weir weir, Path dataDir) implements RunningWeir {

        @Override
        public int proxyPort() {
            return weir.proxy().getPort();
        }

        @Override
        public int consolePort() {
            return weir.console().getPort();
        }

        @Override
        public void close() {
            weir.close();
        }
    }
}

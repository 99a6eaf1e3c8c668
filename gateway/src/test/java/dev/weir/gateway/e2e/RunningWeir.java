package dev.weir.gateway.e2e;

import java.io.IOException;
import java.nio.file.Path;

/** A Weir under test, wherever it runs. */
interface RunningWeir extends AutoCloseable {

    int proxyPort();

    int consolePort();

    Path dataDir();

    /** A reader of what it recorded. */
    default Console console() {
        return new Console(consolePort());
    }

    /** Stops it in good order. */
    @Override
    void close();

    /** Starts it: the one place that knows how. */
    static RunningWeir start(Settings settings) throws IOException, InterruptedException {
        return Boolean.getBoolean("weir.child")
                ? ChildWeir.start(settings)
                : new RelayOnly(settings);
    }
}

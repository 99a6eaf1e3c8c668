package dev.weir.gateway.cli;

import dev.weir.gateway.main.Verification;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** What {@code weir verify} runs: {@link Verification#run} but in tests. */
@FunctionalInterface
interface VerifyTarget {

    /**
     * Checks a data directory.
     *
     * @param progress told now and then how far it is
     */
    Verification verify(Path data, Consumer<String> progress) throws IOException;
}

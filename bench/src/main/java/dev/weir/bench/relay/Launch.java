package dev.weir.bench.relay;

import dev.weir.bench.peers.Nginx;
import dev.weir.bench.peers.Peer;
import dev.weir.bench.peers.Weir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Starts what is compared, in front of one provider.
 *
 * @param setup what there is
 * @param providerPort where the provider listens
 */
record Launch(RelayBench.Setup setup, int providerPort) {
    static final String DIRECT = "direct";
    static final String NGINX = "nginx";
    static final String WEIR = "weir";

    /** Everything that can be compared, in the order of tables. */
    static final List<String> NAMES = List.of(DIRECT, NGINX, WEIR);

    /** Threads for connections in Weir and workers of nginx. */
    private static final int WORKERS = Math.min(2, Runtime.getRuntime().availableProcessors());

    /** Why a peer cannot be compared here, and what to do about it; empty where it can. */
    Optional<String> missing(String name) {
        return switch (name) {
            case NGINX ->
                    Nginx.find().isPresent()
                            ? Optional.empty()
                            : Optional.of(
                                    "nginx, which is not installed here (apt-get install nginx-light, or brew install nginx)");
            case WEIR ->
                    setup.script().isPresent()
                            ? Optional.empty()
                            : Optional.of("weir, whose script is not there (name it with --weir)");
            default -> Optional.empty();
        };
    }

    /**
     * Starts one in a directory of its own.
     *
     * @throws IOException if it does not start
     */
    Peer start(String name, String directory) throws IOException {
        Path home = Files.createDirectories(setup.directory().resolve(directory));
        return switch (name) {
            case DIRECT -> Peer.direct(providerPort);
            case NGINX -> Nginx.start(Nginx.find().orElseThrow(), home, providerPort, WORKERS);
            default -> weir(home);
        };
    }

    private Weir weir(Path home) throws IOException {
        return Weir.start(setup.script().orElseThrow(), home, providerPort, setup.jvmOptions());
    }
}

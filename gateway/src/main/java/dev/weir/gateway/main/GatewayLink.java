package dev.weir.gateway.main;

import dev.weir.core.access.Origin;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.vault.Destination;
import dev.weir.core.vault.Injection;
import dev.weir.core.vault.KeyField;
import dev.weir.core.vault.Secret;
import dev.weir.gateway.main.SignInFile.Entry;
import dev.weir.gateway.relay.Onward;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The gateway that this Weir's calls go through, with the token of the user who signed in there.
 * The file of sign-ins is looked at every second, so that signing in again needs no restart;
 * signing out makes calls fail and sends them nowhere else. Where calls go is decided at the start,
 * once.
 */
final class GatewayLink implements Onward, AutoCloseable {

    private static final Logger LOG = System.getLogger("weir.main");

    private final SignInFile file;
    private final String console;
    private final Origin proxy;
    private final String who;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("weir-gateway").daemon().factory());
    private volatile @Nullable Token token;
    private boolean failing;

    private record Token(String text, Secret secret) {}

    private GatewayLink(SignInFile file, Entry entry, Origin proxy) {
        this.file = file;
        this.console = entry.server();
        this.proxy = proxy;
        this.who = entry.who();
        take(entry);
        timer.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    /**
     * The gateway of a configuration; null where calls go to the providers.
     *
     * @throws IOException where one is named that cannot be used
     */
    static @Nullable GatewayLink of(Configuration configuration) throws IOException {
        Configuration.Upstream upstream = configuration.upstream();
        boolean named =
                !upstream.gateway().equals(Configuration.Upstream.SIGNED_IN)
                        && !upstream.gateway().equals(Configuration.Upstream.NONE);
        if (configuration.access().governed()) {
            if (named) {
                throw new IOException(
                        "upstream.gateway is set, and access.sign_in or access.rules too: a Weir with"
                                + " rules of its own sends calls to providers");
            }
            return null;
        }
        if (upstream.home() == null || upstream.gateway().equals(Configuration.Upstream.NONE)) {
            return null;
        }
        SignInFile file = new SignInFile(upstream.home());
        Entry entry = read(file, named ? upstream.gateway() : null);
        if (entry == null) {
            if (named) {
                throw new IOException(
                        "upstream.gateway: nobody is signed in at "
                                + upstream.gateway()
                                + "; run 'weir login "
                                + upstream.gateway()
                                + "'");
            }
            return null;
        }
        return new GatewayLink(file, entry, proxy(entry, configuration));
    }

    private static @Nullable Entry read(SignInFile file, @Nullable String server)
            throws IOException {
        try {
            return server == null ? file.gateway() : file.find(server);
        } catch (IOException e) {
            throw new IOException(file.path() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Where calls go: the very host that the token is of, with TLS but on this machine. */
    private static Origin proxy(Entry entry, Configuration configuration) throws IOException {
        Origin console = Origin.parse(entry.server());
        String again = "; run 'weir login " + entry.server() + "' again";
        if (entry.proxy().isEmpty()) {
            throw new IOException("the gateway's proxy port is not known" + again);
        }
        Origin proxy = Origin.parse(entry.proxy());
        if (!proxy.host().equals(console.host())) {
            throw new IOException(
                    "the token is of "
                            + console.host()
                            + " and the proxy port is at "
                            + proxy.host()
                            + ": a token goes to no other host"
                            + again);
        }
        if (!proxy.tls() && !proxy.isLoopback()) {
            throw new IOException(
                    "the gateway's proxy port "
                            + proxy
                            + " speaks no TLS: a token is not sent there");
        }
        if (proxy.isLoopback()
                && proxy.port() == configuration.listen().port()
                && configuration.listen().isLoopback()) {
            throw new IOException(
                    "the gateway " + entry.server() + " is this Weir itself; use --direct");
        }
        return proxy;
    }

    private void look() {
        try {
            take(file.find(console));
            failing = false;
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                failing = true;
                LOG.log(
                        Level.WARNING,
                        file.path() + " cannot be read; the token known stays in use: " + e);
            }
        }
    }

    private void take(@Nullable Entry entry) {
        Token known = token;
        if (entry == null || entry.token().isEmpty()) {
            token = null;
        } else if (known == null || !known.text().equals(entry.token())) {
            token = new Token(entry.token(), Secret.ofText(entry.token()));
        }
    }

    /** Where the gateway's proxy port is. */
    Origin proxy() {
        return proxy;
    }

    @Override
    public String console() {
        return console;
    }

    /** Who is signed in, empty where that is not known. */
    String who() {
        return who;
    }

    @Override
    public @Nullable Injection injection(Dialect dialect) {
        Token known = token;
        if (known == null) {
            return null;
        }
        Destination destination = Destination.of(proxy);
        return new Injection(
                "",
                "gateway",
                destination,
                KeyField.usual(dialect, destination, known.secret()),
                known.secret());
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

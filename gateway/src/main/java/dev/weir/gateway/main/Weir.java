package dev.weir.gateway.main;

import dev.weir.core.access.Doors;
import dev.weir.core.access.Origin;
import dev.weir.core.pricing.PriceTable;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.token.TokenText;
import dev.weir.gateway.archive.ArchiveStore;
import dev.weir.gateway.archive.Archiver;
import dev.weir.gateway.archive.SqliteArchive;
import dev.weir.gateway.console.ConsoleInfo;
import dev.weir.gateway.console.ConsoleServer;
import dev.weir.gateway.console.ReadinessProbe.Readiness;
import dev.weir.gateway.content.ContentDecoding;
import dev.weir.gateway.intake.Importer;
import dev.weir.gateway.intake.otlp.SpanIntake;
import dev.weir.gateway.metering.Meters;
import dev.weir.gateway.reading.Derivations;
import dev.weir.gateway.reading.DerivedStore;
import dev.weir.gateway.reading.Deriver;
import dev.weir.gateway.reading.SqliteDerived;
import dev.weir.gateway.relay.Access;
import dev.weir.gateway.relay.Clocks;
import dev.weir.gateway.relay.Relay;
import dev.weir.gateway.relay.RelayOptions;
import dev.weir.gateway.spool.Spool;
import dev.weir.gateway.spool.SpoolOptions;
import dev.weir.gateway.telemetry.Telemetry;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A running Weir: every part, wired. The order of starting is the order in which bytes flow
 * backwards, so that nothing is taken in before the part behind it is there; stopping is the other
 * way round, so that what was taken in gets through.
 */
public final class Weir implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("weir.main");

    /**
     * How long the archive may take over what is left when Weir stops; the rest waits in the spool.
     */
    private static final Duration LAST_FLUSH = Duration.ofSeconds(5);

    /** How long the last calls may take to be read, twice at most. */
    private static final Duration LAST_SPANS = Duration.ofSeconds(2);

    private static final long MOST_DECODED = 256L << 20;

    /** SDKs wait ten seconds for an answer; what comes later they send again. */
    private static final Duration SPANS_PATIENCE = Duration.ofSeconds(8);

    private final Deque<Part> parts = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Duration drain;
    private final Relay relay;
    private final ConsoleServer console;
    private final @Nullable String firstOwner;
    private final String gateway;
    private final String gatewayUser;

    /** Something that was started and is to be stopped. */
    private interface Part {
        void stop() throws IOException;
    }

    /** Waits for rows of what has been recorded; false where the time ran out first. */
    private interface Settling {
        boolean settle(Duration atMost) throws InterruptedException;
    }

    private Weir(Configuration configuration) throws IOException {
        boolean started = false;
        drain = configuration.timeouts().drain();
        try {
            directory(configuration.data());
            PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            ThreadFactory threads = Thread.ofPlatform().name("weir-spool-", 0).daemon().factory();
            Spool spool =
                    Spool.open(spoolOptions(configuration), threads, metrics, System::nanoTime);
            parts.push(spool::close);
            ArchiveStore store = ArchiveStore.open(configuration.data());
            Archiver archiver = new Archiver(store, spool.feed(), metrics);
            parts.push(archiver::close);
            // The readers go before the writer: whoever closes last folds SQLite's log into the
            // file.
            parts.push(store::close);
            parts.push(() -> flush(spool));
            SqliteArchive archive = new SqliteArchive(store, spool.feed());
            AtomicReference<String> consoleUrl = new AtomicReference<>("");
            Telemetry telemetry =
                    new Telemetry(
                            configuration.telemetry(),
                            archive,
                            version(),
                            consoleAddress(configuration),
                            metrics);
            parts.push(telemetry::close);
            if (configuration.derive()) {
                archiver.announceTo(telemetry::recorded);
                telemetry.start();
            }
            archiver.start();
            DerivedStore derivedStore = DerivedStore.open(configuration.data());
            parts.push(derivedStore::close);
            Deriver deriver =
                    new Deriver(
                            archive,
                            derivedStore,
                            () ->
                                    new Derivations(
                                            new Pricing(
                                                    PriceTable.builtIn(), configuration.prices())),
                            metrics,
                            telemetry);
            boolean signsIn = configuration.access().signIn() == Configuration.SignIn.REQUIRED;
            if (configuration.derive() && !signsIn) {
                deriver.start();
            }
            parts.push(deriver::close);
            boolean tells = configuration.derive() && configuration.telemetry().export().on();
            if (tells && !signsIn) {
                parts.push(() -> lastSpans(archive, deriver::settle));
            }
            GatewayLink link = GatewayLink.of(configuration);
            if (link != null) {
                parts.push(link::close);
            }
            gateway = link == null ? "" : link.console();
            gatewayUser = link == null ? "" : link.who();
            Doors doors =
                    new Doors(
                            configuration.providers(),
                            configuration.forwardAllow(),
                            link == null ? null : link.proxy(),
                            signsIn);
            OrganisationReadings readings =
                    new OrganisationReadings(
                            configuration.data(),
                            archive,
                            () ->
                                    new Derivations(
                                            new Pricing(
                                                    PriceTable.builtIn(), configuration.prices())),
                            metrics,
                            telemetry,
                            configuration.derive());
            parts.push(readings::close);
            if (tells && signsIn) {
                parts.push(() -> lastSpans(archive, readings::settle));
            }
            Governance governance =
                    configuration.access().governed()
                            ? new Governance(configuration, metrics, readings::of)
                            : null;
            if (governance != null) {
                parts.push(governance::close);
                if (signsIn) {
                    governance.onOrganisations(readings::follow);
                }
            }
            Access access;
            if (governance == null) {
                // Nothing is limited; answers that are not kept are read all the same.
                Meters meters = Meters.unlimited(metrics);
                parts.push(meters::close);
                access = Access.open(link, meters);
            } else {
                access = governance.access();
            }
            relay =
                    Relay.start(
                            relayOptions(configuration, consoleUrl),
                            doors,
                            access,
                            spool::recorder,
                            Clocks.system(),
                            metrics);
            parts.push(relay::close);
            console =
                    new ConsoleServer(
                            configuration.console().address(),
                            new ConsoleServer.Parts(
                                    archive,
                                    new SqliteDerived(derivedStore, deriver),
                                    spool.live(),
                                    metrics,
                                    () -> readiness(configuration, relay, spool),
                                    info(configuration, relay.address(), gateway),
                                    doors,
                                    new Importer(archiver.intake(), configuration.providers()),
                                    new SpanIntake(
                                            archiver.intake(),
                                            configuration.providers(),
                                            configuration.capture().mode(),
                                            metrics,
                                            SPANS_PATIENCE),
                                    (in, encodings) ->
                                            ContentDecoding.decode(in, encodings, MOST_DECODED),
                                    consoleNames(configuration),
                                    System::currentTimeMillis,
                                    new SecureRandom(),
                                    governance == null ? null : governance.control()));
            // While Weir drains, the console still answers what it is doing.
            parts.pop();
            parts.push(console::close);
            parts.push(relay::close);
            consoleUrl.set(console.url());
            firstOwner =
                    governance == null
                            ? null
                            : governance.firstOwner().map(TokenText::reveal).orElse(null);
            if (governance != null) {
                governance.resume();
            }
            started = true;
        } finally {
            if (!started) {
                stopAll();
            }
        }
    }

    /**
     * Starts everything. When it returns, both ports answer.
     *
     * @throws IOException where a port cannot be bound or the data directory cannot be used
     */
    public static Weir start(Configuration configuration) throws IOException {
        return new Weir(configuration);
    }

    /** Where tools connect, with the port that the system chose where 0 was asked for. */
    public InetSocketAddress proxy() {
        return relay.address();
    }

    /** Where the read API is. */
    public InetSocketAddress console() {
        return console.address();
    }

    /**
     * A token with which the first owner is made, where there is none yet; null else. To be printed
     * once, and kept nowhere.
     */
    public @Nullable String firstOwner() {
        return firstOwner;
    }

    /** The console of the gateway that calls go through; empty where they go to the providers. */
    public String gateway() {
        return gateway;
    }

    /** Who is signed in there, empty where that is not known. */
    public String gatewayUser() {
        return gatewayUser;
    }

    /** Waits until it is closed. */
    public void awaitClosed() throws InterruptedException {
        closed.await();
    }

    /**
     * Drains: takes nothing new, lets open exchanges end in time, flushes, stops. Closing again
     * does nothing but wait for the first to be through.
     */
    @Override
    public void close() {
        if (closed.getCount() > 0) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "stopping: open exchanges have " + drain.toSeconds() + " s to end");
        }
        stopAll();
        closed.countDown();
    }

    private synchronized void stopAll() {
        for (Part part = parts.poll(); part != null; part = parts.poll()) {
            try {
                part.stop();
            } catch (IOException | RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a part did not stop in order", e);
            }
        }
    }

    private static void flush(Spool spool) {
        try {
            if (!spool.feed().settle(LAST_FLUSH)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the archive is behind; the rest is taken over at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What has just ended is told of too, where that takes no longer than a moment. */
    private static void lastSpans(SqliteArchive archive, Settling rows) {
        try {
            if (!archive.settle(LAST_SPANS) || !rows.settle(LAST_SPANS)) {
                LOG.log(System.Logger.Level.INFO, "some of the last calls have no span");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As configured: links are made before the port is bound. */
    private static String consoleAddress(Configuration configuration) throws IOException {
        InetSocketAddress address = configuration.console().address();
        return address.getPort() == 0
                ? ""
                : "http://"
                        + (address.getAddress().isAnyLocalAddress()
                                ? "127.0.0.1"
                                : address.getHostString())
                        + ":"
                        + address.getPort();
    }

    static void directory(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            Files.createDirectories(
                    data,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
    }

    private static Readiness readiness(Configuration configuration, Relay relay, Spool spool) {
        if (relay.isDraining()) {
            return Readiness.DRAINING;
        }
        boolean required = configuration.capture().onFull() == Configuration.OnFull.REFUSE;
        return required && !spool.writable() ? Readiness.CAPTURE_UNAVAILABLE : Readiness.READY;
    }

    static SpoolOptions spoolOptions(Configuration configuration) {
        SpoolOptions usual = SpoolOptions.in(configuration.data().resolve("spool"));
        SpoolOptions.Durability durability =
                switch (configuration.capture().durability()) {
                    case PROCESS -> SpoolOptions.Durability.PROCESS;
                    case DISK -> SpoolOptions.Durability.DISK;
                };
        return usual.withSizes(usual.segmentBytes(), configuration.capture().spoolLimit())
                .withDurability(durability);
    }

    private static RelayOptions relayOptions(
            Configuration configuration, AtomicReference<String> consoleUrl) throws IOException {
        Configuration.Timeouts times = configuration.timeouts();
        Configuration.Tls tls = configuration.tls();
        Path trust = configuration.trust();
        if (trust != null) {
            certificates(trust);
        }
        return new RelayOptions(
                configuration.listen().address(),
                Runtime.getRuntime().availableProcessors(),
                proxyNames(configuration),
                consoleUrl::get,
                configuration.capture().mode(),
                configuration.capture().onFull() == Configuration.OnFull.REFUSE,
                new RelayOptions.Timeouts(
                        times.connect(),
                        times.firstByte(),
                        times.idle(),
                        times.requestHead(),
                        times.requestIdle(),
                        times.clientStall(),
                        times.keepAlive(),
                        times.upstreamKeepAlive(),
                        times.drain()),
                new RelayOptions.Limits(
                        configuration.limits().requestBody(),
                        configuration.limits().connections(),
                        configuration.limits().inFlight()),
                tls == null ? null : new RelayOptions.Tls(tls.certificate(), tls.key()),
                trust);
    }

    /** Refuses a file that holds no certificate, since nobody would find out otherwise. */
    private static void certificates(Path file) throws IOException {
        try (InputStream pem = Files.newInputStream(file)) {
            if (!CertificateFactory.getInstance("X.509").generateCertificates(pem).isEmpty()) {
                return;
            }
        } catch (CertificateException e) {
            throw new IOException("tls.trust: " + file + " holds no certificate in PEM form", e);
        }
        throw new IOException("tls.trust: " + file + " holds no certificate in PEM form");
    }

    /** Names that the console is reached by. */
    private static Set<String> consoleNames(Configuration configuration) {
        Set<String> names = new HashSet<>(configuration.allowedHosts());
        String url = configuration.access().publicUrl();
        if (!url.isEmpty()) {
            names.add(Origin.parse(url).authority());
        }
        return names;
    }

    /** Names that the proxy port is reached by. */
    private static Set<String> proxyNames(Configuration configuration) {
        Set<String> names = new HashSet<>(configuration.allowedHosts());
        Configuration.Access access = configuration.access();
        for (String url : List.of(access.proxyUrl(), access.publicUrl())) {
            if (!url.isEmpty()) {
                names.add(Origin.parse(url).host());
            }
        }
        return names;
    }

    private static ConsoleInfo info(
            Configuration configuration, InetSocketAddress proxy, String gateway) {
        String scheme = configuration.tls() == null ? "http" : "https";
        String host =
                proxy.getAddress().isAnyLocalAddress()
                        ? "127.0.0.1"
                        : proxy.getAddress().getHostAddress();
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        String url = configuration.access().proxyUrl();
        String reached = configuration.access().publicUrl();
        if (url.isEmpty() && !reached.isEmpty()) {
            Origin known = Origin.parse(reached);
            boolean tls = configuration.tls() != null;
            url = new Origin(tls, known.host(), proxy.getPort(), "").root();
        }
        return new ConsoleInfo(
                version(),
                url.isEmpty() ? scheme + "://" + name + ":" + proxy.getPort() : url,
                configuration.data().toString(),
                List.copyOf(configuration.providers().all()),
                configuration.capture().mode(),
                configuration.capture().durability().word(),
                configuration.capture().onFull().word(),
                gateway);
    }

    private static String version() {
        String version = Weir.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}

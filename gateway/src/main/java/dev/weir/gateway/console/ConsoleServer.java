package dev.weir.gateway.console;

import dev.weir.core.access.Doors;
import dev.weir.core.archive.Archive;
import dev.weir.core.archive.VisibleArchive;
import dev.weir.core.derived.Derived;
import dev.weir.core.derived.VisibleDerived;
import dev.weir.core.exchange.ExchangeIds;
import dev.weir.core.live.LiveCalls;
import dev.weir.core.live.VisibleLive;
import dev.weir.core.rules.Identity;
import dev.weir.gateway.intake.Importer;
import dev.weir.gateway.intake.otlp.SpanIntake;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The console port. Listens from construction until {@link #close}; every call runs on a virtual
 * thread of its own.
 */
public final class ConsoleServer implements AutoCloseable {

    private static final Duration CLOSING = Duration.ofSeconds(1);

    /**
     * What the console stands on.
     *
     * @param archive what it reads
     * @param derived what the archive means
     * @param live what is under way
     * @param metrics what {@code /metrics} prints, and where its own figures go
     * @param readiness what {@code /readyz} answers
     * @param info what Weir says about itself
     * @param doors recognises model calls that came to the wrong port
     * @param importer takes exports back in
     * @param spans takes spans that programs send
     * @param decoder undoes content encodings
     * @param extraHosts further names that a Host may have, lower case, each {@code host} for any
     *     port or {@code host:port}
     * @param clock Unix time in milliseconds
     * @param random for the names of error answers
     * @param control people and rules, null on a Weir without any
     */
    public record Parts(
            Archive archive,
            Derived derived,
            LiveCalls live,
            PrometheusMeterRegistry metrics,
            ReadinessProbe readiness,
            ConsoleInfo info,
            Doors doors,
            Importer importer,
            SpanIntake spans,
            Decoder decoder,
            Set<String> extraHosts,
            LongSupplier clock,
            RandomGenerator random,
            @Nullable Control control) {

        /** What a console without people and rules stands on, through which nothing passes. */
        public Parts(
                Archive archive,
                Derived derived,
                PrometheusMeterRegistry metrics,
                ReadinessProbe readiness,
                ConsoleInfo info,
                Doors doors,
                Importer importer,
                SpanIntake spans,
                Decoder decoder,
                Set<String> extraHosts,
                LongSupplier clock,
                RandomGenerator random) {
            this(
                    archive,
                    derived,
                    LiveCalls.NONE,
                    metrics,
                    readiness,
                    info,
                    doors,
                    importer,
                    spans,
                    decoder,
                    extraHosts,
                    clock,
                    random,
                    null);
        }

        /** The rows of which each caller sees what is his to see. */
        private Derived visible(Archive visibleArchive) {
            Control people = control;
            return people == null || !people.signIn()
                    ? derived
                    : new VisibleDerived(
                            Identities.VISIBLE::get,
                            people.derived(),
                            visibleArchive,
                            user -> people.publisher().get().userName(user));
        }

        private Identities identities() {
            Control people = control;
            return people == null
                    ? new Identities(false, _ -> Identity.INVALID, new SessionCookie(""))
                    : new Identities(
                            people.signIn(),
                            people.accounts()::identify,
                            new SessionCookie(people.publicUrl()));
        }
    }

    private final HttpPort port;
    private final ExecutorService threads;
    private final Tail tail;
    private final List<Route> routes;

    /**
     * Starts.
     *
     * @param address where to listen; port 0 takes a free one
     * @throws IOException where the address cannot be had; the message names it
     */
    public ConsoleServer(InetSocketAddress address, Parts parts) throws IOException {
        this(address, parts, HttpLimits.USUAL);
    }

    ConsoleServer(InetSocketAddress address, Parts parts, HttpLimits limits) throws IOException {
        Archive archive = new VisibleArchive(parts.archive(), Identities.VISIBLE::get);
        Derived derived = parts.visible(archive);
        BodyReader reader = new BodyReader(archive);
        Exchanges exchanges = new Exchanges(archive, reader, limits.settle());
        tail = new Tail(archive, limits, parts.metrics());
        Bodies bodies = new Bodies(exchanges, reader, parts.decoder());
        Export export =
                new Export(
                        archive,
                        reader,
                        parts.decoder(),
                        new SpanLines(derived, reader, parts.decoder(), parts.info().version()),
                        parts.info(),
                        limits.settle());
        Import intake = new Import(parts.importer());
        Settling settling = new Settling(archive, derived, limits.settle());
        Readings readings = new Readings(derived, parts.clock(), settling);
        TurnBodies turnBodies = new TurnBodies(archive);
        Turns turns = new Turns(archive, derived, exchanges, turnBodies, settling);
        Contexts contexts = new Contexts(archive, derived, exchanges, turnBodies, settling);
        SessionExport sessions = new SessionExport(archive, derived, turnBodies, settling);
        Diffs diffs = new Diffs(exchanges, reader, parts.decoder());
        Live live =
                new Live(
                        new VisibleLive(new Live.Shared(parts.live()), Identities.VISIBLE::get),
                        parts.clock(),
                        limits.settle());
        UpkeepCalls upkeep = new UpkeepCalls(derived, parts.clock());
        Health health = new Health(parts.readiness(), parts.metrics()::scrape);
        threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("weir-console-", 0).factory());
        port = new HttpPort(address, limits);
        WebPages pages = new WebPages(WebFiles.shipped());
        FirstPage first = new FirstPage(parts.info(), url(port.address()), parts.control(), pages);
        List<Route> all =
                new ArrayList<>(
                        Routes.table(
                                exchanges,
                                bodies,
                                tail,
                                export,
                                intake,
                                new Traces(parts.spans()),
                                readings,
                                turns,
                                new Previews(exchanges, turnBodies),
                                contexts,
                                sessions,
                                diffs,
                                live,
                                upkeep,
                                health,
                                first));
        Control control = parts.control();
        if (control != null) {
            all.addAll(AdminRoutes.table(control));
        }
        routes = List.copyOf(all);
        List<Route> paths = new ArrayList<>(routes);
        paths.addAll(pages.routes());
        Dispatcher dispatcher =
                new Dispatcher(
                        paths,
                        new LocalSafety(port.address(), parts.extraHosts()),
                        parts.identities(),
                        parts.doors(),
                        parts.info().proxy(),
                        limits,
                        parts.metrics(),
                        new ExchangeIds(parts.random()),
                        parts.clock());
        port.open(call -> threads.execute(() -> dispatcher.run(call)));
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return port.address();
    }

    /** The base URL for this machine, without a trailing slash. */
    public String url() {
        return url(port.address());
    }

    /** The paths of the API; those of web pages are besides. */
    List<Route> routes() {
        return routes;
    }

    private static String url(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        String host = ip.isAnyLocalAddress() ? "127.0.0.1" : ip.getHostAddress();
        return "http://"
                + (host.indexOf(':') < 0 ? host : "[" + host + "]")
                + ":"
                + address.getPort();
    }

    /** Ends tails, lets calls finish for up to a second, then closes what is left. */
    @Override
    public void close() {
        tail.close();
        try {
            port.drain(CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        port.close();
        threads.shutdown();
    }
}

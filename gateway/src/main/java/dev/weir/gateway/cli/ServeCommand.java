package dev.weir.gateway.cli;

import dev.weir.gateway.main.Configuration;
import dev.weir.gateway.main.Endpoint;
import dev.weir.gateway.main.Logging;
import dev.weir.gateway.main.Weir;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code weir serve}: the program itself. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Runs the proxy and the console port until SIGTERM or Ctrl-C, then drains.")
final class ServeCommand implements Callable<Integer> {

    private final Io io;

    @Mixin private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(
            names = "--direct",
            description =
                    "Send calls straight to the providers, also where you are signed in to a gateway"
                            + " (key upstream.gateway=none).")
    private boolean direct;

    ServeCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws InterruptedException {
        Configuration configuration =
                options.read(io, direct ? Map.of("upstream.gateway", "none") : Map.of());
        Logging.install(configuration.logLevel());
        warnAboutExposure(configuration);
        Weir weir;
        try {
            weir = Weir.start(configuration);
        } catch (IOException | RuntimeException e) {
            throw notStarted(configuration, e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(weir), "weir-drain"));
        String scheme = configuration.tls() == null ? "http" : "https";
        io.out()
                .println(
                        "weir ready proxy="
                                + url(scheme, weir.proxy())
                                + " console="
                                + url("http", weir.console()));
        whereCallsGo(weir, configuration);
        String token = weir.firstOwner();
        if (token != null) {
            io.err()
                    .println(
                            "There is nobody yet. Make the first owner within a week, with this token,"
                                    + " which is not shown again:\n\n    weir setup --token "
                                    + token
                                    + "\n");
        }
        weir.awaitClosed();
        return 0;
    }

    /** A drained program has done what it was asked to: its status is 0, not that of a signal. */
    private static void drain(Weir weir) {
        int code = 1;
        try {
            weir.close();
            code = 0;
        } finally {
            Runtime.getRuntime().halt(code);
        }
    }

    static String url(String scheme, InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        if (address.getAddress().isAnyLocalAddress()) {
            host = "127.0.0.1";
        }
        return scheme
                + "://"
                + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
                + ":"
                + address.getPort();
    }

    /** Says where calls go, to whoever could think otherwise. */
    private void whereCallsGo(Weir weir, Configuration configuration) {
        if (!weir.gateway().isEmpty()) {
            io.err()
                    .println(
                            "weir: calls go through the gateway "
                                    + weir.gateway()
                                    + (weir.gatewayUser().isEmpty()
                                            ? ""
                                            : " as " + Plain.line(weir.gatewayUser()))
                                    + "; 'weir serve --direct' sends them straight to the providers.");
        } else if (!configuration.access().governed() && new SignIns(io).gateway() != null) {
            io.err()
                    .println(
                            "weir: calls go straight to the providers, although you are signed in to"
                                    + " a gateway.");
        }
    }

    private void warnAboutExposure(Configuration configuration) {
        for (Endpoint endpoint : new Endpoint[] {configuration.listen(), configuration.console()}) {
            String fault = exposure(endpoint, configuration);
            if (!fault.isEmpty()) {
                io.err()
                        .println(
                                io.yellow("weir: ")
                                        + endpoint
                                        + " can be reached from other machines, and "
                                        + fault);
            }
        }
    }

    /** What is wrong with a port that others reach; empty where nothing is. */
    private static String exposure(Endpoint endpoint, Configuration configuration) {
        boolean console = endpoint.equals(configuration.console());
        if (endpoint.isLoopback()) {
            return "";
        }
        if (configuration.access().signIn() != Configuration.SignIn.REQUIRED) {
            return "nobody has to sign in: "
                    + (console
                            ? "whoever reaches it reads the archive."
                            : "whoever reaches it uses this proxy.");
        }
        if (console) {
            return configuration.access().publicUrl().startsWith("https://")
                    ? ""
                    : "speaks no TLS: passwords and tokens can be read on the way. Put a proxy that"
                            + " speaks it in front, and name its address in access.public_url.";
        }
        boolean tls =
                configuration.tls() != null
                        || configuration.access().proxyUrl().startsWith("https://");
        return tls
                ? ""
                : "speaks no TLS: tokens can be read on the way. Set tls.certificate and tls.key, or"
                        + " name the address of a proxy that speaks it in access.proxy_url.";
    }

    private CliFailure notStarted(Configuration configuration, Exception cause) {
        for (Endpoint endpoint : new Endpoint[] {configuration.listen(), configuration.console()}) {
            PortProbe probe = PortProbe.of(endpoint);
            if (probe != PortProbe.FREE) {
                return notListening(configuration, endpoint, probe);
            }
        }
        if (cause instanceof RuntimeException unforeseen
                && !(cause instanceof IllegalStateException)
                && !(cause instanceof IllegalArgumentException)
                && !(cause instanceof java.io.UncheckedIOException)) {
            throw unforeseen;
        }
        return new CliFailure(
                "Weir cannot start: " + CliFailure.reason(cause) + ".",
                "'weir doctor' with the same flags checks data directory, ports and environment. One data directory serves one Weir.");
    }

    private static CliFailure notListening(
            Configuration configuration, Endpoint endpoint, PortProbe probe) {
        if (probe == PortProbe.IN_USE && configuration.console().port() != 0) {
            try (Api api = new Api(URI.create("http://" + configuration.console()))) {
                if (api.isLive()) {
                    return new CliFailure(
                            "Port " + endpoint.port() + " is in use: Weir is running already.",
                            String.format(
                                    Locale.ROOT,
                                    "Use that one (weir info --server http://%s), stop it, or start a second one with other ports and another data directory (--listen, --console, --data).",
                                    configuration.console()));
                }
            }
        }
        return new CliFailure(
                "Port "
                        + endpoint.port()
                        + " cannot be listened on: "
                        + endpoint
                        + " "
                        + probe.finding()
                        + ".",
                probe.remedy(endpoint.equals(configuration.console()) ? "--console" : "--listen"));
    }
}

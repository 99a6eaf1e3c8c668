package dev.weir.gateway.cli;

import dev.weir.gateway.cli.DoctorCommand.Check;
import dev.weir.gateway.main.Configuration;
import dev.weir.gateway.main.Endpoint;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be checked by asking Weir, or by finding that it does not run. */
final class ServerChecks {

    /** Any counter of Weir's that speaks of something lost. */
    private static final Pattern LOST =
            Pattern.compile(
                    "(weir_[a-z_]*(?:loss|lost|gap|dropped)[a-z_]*(?:\\{[^}]*\\})?) ([0-9.eE+]+)");

    private final Api api;
    private String proxy = "";

    ServerChecks(Api api) {
        this.api = api;
    }

    List<Check> run(Configuration settings) {
        List<Check> checks = new ArrayList<>();
        if (!api.isLive()) {
            checks.add(
                    Check.note(
                            "weir",
                            "does not run at " + api.server(),
                            "Start it with './weir serve'; 'weir run' does so by itself."));
            port(checks, "proxy port", settings.listen(), "--listen");
            port(checks, "console port", settings.console(), "--console");
            return checks;
        }
        try {
            ready(checks);
            version(checks);
            losses(checks);
        } catch (CliFailure e) {
            checks.add(Check.wrong("weir", String.valueOf(e.getMessage()), e.remedy()));
        }
        return checks;
    }

    /** The proxy port's URL as the running Weir says it, else as the settings do. */
    String proxy(Configuration settings) {
        String scheme = settings.tls() == null ? "http://" : "https://";
        return proxy.isEmpty() ? scheme + settings.listen() : proxy;
    }

    private static void port(List<Check> checks, String name, Endpoint endpoint, String flag) {
        PortProbe probe = PortProbe.of(endpoint);
        String found = endpoint + " " + probe.finding();
        checks.add(
                probe == PortProbe.FREE
                        ? Check.ok(name, found)
                        : Check.wrong(name, found, probe.remedy(flag)));
    }

    private void ready(List<Check> checks) {
        Api.Answer answer = api.answer("/readyz");
        String status = "unknown";
        try {
            status = Api.JSON.readTree(answer.body()).path("status").asString("unknown");
        } catch (JacksonException e) {
            // The status stays unknown.
        }
        checks.add(
                answer.status() == 200
                        ? Check.ok("weir", "runs at " + api.server() + " and is ready")
                        : Check.wrong(
                                "weir",
                                "runs at " + api.server() + " but is not ready: " + status,
                                status.equals("capture_unavailable")
                                        ? "The spool cannot be written: see space and mode of the data directory."
                                        : "It is stopping; start it again when it has."));
    }

    private void version(List<Check> checks) {
        JsonNode info = api.info();
        proxy = info.path("proxy").asString("");
        String theirs = info.path("version").asString("");
        checks.add(
                theirs.equals(Main.version())
                        ? Check.ok("version", theirs)
                        : Check.note(
                                "version",
                                "the running Weir is "
                                        + theirs
                                        + ", this program "
                                        + Main.version(),
                                "Stop it and start it again to run this one."));
    }

    private void losses(List<Check> checks) {
        String metrics = new String(api.bytes("/metrics"), StandardCharsets.UTF_8);
        List<String> lost = new ArrayList<>();
        for (String line : metrics.lines().toList()) {
            Matcher sample = LOST.matcher(line);
            if (sample.matches()
                    && !sample.group(1).contains("\"mode\"")
                    && Double.parseDouble(sample.group(2)) > 0) {
                lost.add(line);
            }
        }
        checks.add(
                lost.isEmpty()
                        ? Check.ok("capture", "nothing lost since it was started")
                        : Check.wrong(
                                "capture",
                                "not everything is on record: " + String.join("; ", lost),
                                "See space on the data directory's disk, key capture.spool_limit, and Weir's messages."));
    }
}

package dev.weir.gateway.cli;

import com.sun.management.UnixOperatingSystemMXBean;

import dev.weir.gateway.cli.DoctorCommand.Check;
import dev.weir.gateway.main.Configuration;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be checked without a running Weir. */
final class HostChecks {

    private static final int JAVA = 25;
    private static final long FREE = 1L << 30;

    /** What is open besides connections to clients and providers: jars, spool, archive, ports. */
    private static final long OTHER_FILES = 256;

    private HostChecks() {}

    static Check java() {
        int feature = Runtime.version().feature();
        return feature >= JAVA
                ? Check.ok("java", "version " + Runtime.version())
                : Check.wrong(
                        "java",
                        "version " + feature + ", and " + JAVA + " is needed",
                        "Install a JDK " + JAVA + " and set WEIR_JAVA_HOME to it.");
    }

    /**
     * The cache of classes that the script makes after a build; none where no script started this.
     */
    static Optional<Check> classCache() {
        if (System.getProperty("weir.script", "").isEmpty()) {
            return Optional.empty();
        }
        boolean used =
                Boolean.getBoolean("weir.cache")
                        && System.getProperty("java.vm.info", "").contains("sharing");
        return Optional.of(
                used
                        ? Check.ok("start", "the cache of classes is in use")
                        : Check.note(
                                "start",
                                "the cache of classes is not in use; every start takes longer",
                                "It is made within a minute of the first start; gateway/target/weir/training.log says where that fails."));
    }

    /** An exchange takes two files: one connection to the client, one to the provider. */
    static Optional<Check> openFiles(Configuration settings) {
        if (!(ManagementFactory.getOperatingSystemMXBean()
                instanceof UnixOperatingSystemMXBean system)) {
            return Optional.empty();
        }
        long most = system.getMaxFileDescriptorCount();
        long needed = 2L * settings.limits().connections() + OTHER_FILES;
        return Optional.of(
                most >= needed
                        ? Check.ok("files", most + " may be open at once")
                        : Check.note(
                                "files",
                                most
                                        + " may be open at once, enough for "
                                        + Math.max(0, (most - OTHER_FILES) / 2)
                                        + " of limits.connections="
                                        + settings.limits().connections()
                                        + " connections",
                                "Raise it before the start where so many come: ulimit -n "
                                        + needed));
    }

    static Check clock() {
        Instant now = Instant.now();
        return now.isBefore(Instant.parse("2026-01-01T00:00:00Z"))
                ? Check.wrong(
                        "clock",
                        "the time is " + now + ", before this program was written",
                        "Set the clock; records carry its time.")
                : Check.ok("clock", now.toString());
    }

    static List<Check> dataDirectory(Path data) {
        if (!Files.exists(data)) {
            Path parent = data.getParent();
            while (parent != null && !Files.exists(parent)) {
                parent = parent.getParent();
            }
            return List.of(
                    parent != null && Files.isWritable(parent)
                            ? Check.ok("data", data + " will be made on first start")
                            : Check.wrong(
                                    "data",
                                    data + " does not exist and cannot be made",
                                    "Choose another with --data or $WEIR_HOME."));
        }
        List<Check> checks = new ArrayList<>();
        if (!Files.isDirectory(data) || !Files.isWritable(data)) {
            checks.add(
                    Check.wrong(
                            "data",
                            data + " is not a directory that you can write to",
                            "Choose another with --data or $WEIR_HOME, or mend its owner and mode."));
            return checks;
        }
        try {
            PosixFileAttributes facts = Files.readAttributes(data, PosixFileAttributes.class);
            String mode = PosixFilePermissions.toString(facts.permissions());
            String user = System.getProperty("user.name", "");
            if (!mode.endsWith("------")) {
                checks.add(
                        Check.wrong(
                                "data",
                                data + " is open to other users (" + mode + ")",
                                "chmod 700 " + Shell.word(data.toString())));
            } else if (!facts.owner().getName().equals(user) && !user.equals("root")) {
                checks.add(
                        Check.wrong(
                                "data",
                                data + " belongs to " + facts.owner().getName(),
                                "chown -R " + user + " " + Shell.word(data.toString())));
            } else {
                checks.add(Check.ok("data", data + " is yours alone"));
            }
            long free = Files.getFileStore(data).getUsableSpace();
            checks.add(
                    free < FREE
                            ? Check.wrong(
                                    "space",
                                    Exchanges.bytes(free) + " free where " + data + " is",
                                    "Free some space; below 1 GiB recording may stop.")
                            : Check.ok("space", (free >> 30) + " GiB free"));
        } catch (IOException | UnsupportedOperationException e) {
            checks.add(Check.note("data", data + ": mode and space cannot be read: " + e, ""));
        }
        return checks;
    }

    /** Variables that lead traffic past Weir. */
    static List<Check> environment(Map<String, String> environment, String proxy) {
        List<Check> checks = new ArrayList<>();
        baseUrl(checks, environment, "ANTHROPIC_BASE_URL", proxy, "/anthropic");
        baseUrl(checks, environment, "OPENAI_BASE_URL", proxy, "/openai/v1");
        baseUrl(checks, environment, "GOOGLE_GEMINI_BASE_URL", proxy, "/gemini");
        for (String name : List.of("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")) {
            String none =
                    environment.getOrDefault("NO_PROXY", environment.getOrDefault("no_proxy", ""));
            if (!environment.getOrDefault(name, "").isEmpty()
                    && !none.contains("127.0.0.1")
                    && !none.equals("*")) {
                checks.add(
                        Check.note(
                                "environment",
                                name + " is set and NO_PROXY does not except 127.0.0.1",
                                "Tools may ask that proxy for Weir: export NO_PROXY=127.0.0.1,localhost ('weir run' does)."));
                break;
            }
        }
        if (!environment
                .getOrDefault("HTTPS_PROXY", environment.getOrDefault("https_proxy", ""))
                .isEmpty()) {
            checks.add(
                    Check.note(
                            "environment",
                            "HTTPS_PROXY is set; Weir itself connects to providers directly",
                            "Where only that proxy leads outside, Weir cannot reach them."));
        }
        return checks;
    }

    private static void baseUrl(
            List<Check> checks,
            Map<String, String> environment,
            String name,
            String proxy,
            String door) {
        String value = environment.getOrDefault(name, "");
        String port = proxy.substring(proxy.lastIndexOf(':'));
        if (value.isEmpty()) {
            checks.add(
                    Check.note(
                            "environment",
                            name + " is not set here; tools started here pass Weir by",
                            "export "
                                    + name
                                    + "="
                                    + proxy
                                    + door
                                    + ", or start them with: weir run -- TOOL"));
        } else if (value.startsWith(proxy)
                || value.startsWith("http://localhost" + port)
                || value.startsWith("http://127.0.0.1" + port)) {
            checks.add(Check.ok("environment", name + " leads to Weir"));
        } else {
            checks.add(
                    Check.note(
                            "environment",
                            name + " is " + value + ", which is not Weir",
                            "weir run -- TOOL goes through Weir all the same where that is a provider of its."));
        }
    }
}

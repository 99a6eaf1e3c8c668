package dev.weir.gateway.cli;

import dev.weir.gateway.main.Configuration;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code weir doctor}: what is wrong and how to mend it. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Checks Java, ports, data directory, environment and the running Weir, and says how to mend what is wrong.")
final class DoctorCommand implements Callable<Integer> {

    private final Io io;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DoctorCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        List<Check> checks = new ArrayList<>();
        Configuration settings = configuration.read(io);
        checks.add(HostChecks.java());
        HostChecks.classCache().ifPresent(checks::add);
        HostChecks.openFiles(settings).ifPresent(checks::add);
        checks.add(HostChecks.clock());
        checks.addAll(HostChecks.dataDirectory(settings.data()));
        try (Api api = new Api(server.url(io, settings))) {
            ServerChecks running = new ServerChecks(api);
            checks.addAll(running.run(settings));
            checks.addAll(HostChecks.environment(io.environment(), running.proxy(settings)));
        }
        print(checks);
        return checks.stream().anyMatch(check -> check.verdict() == Check.Verdict.WRONG) ? 1 : 0;
    }

    /**
     * One thing that was looked at.
     *
     * @param name what
     * @param found what was found, a sentence without a full stop
     * @param remedy how to mend it; empty where there is nothing to mend
     */
    record Check(Verdict verdict, String name, String found, String remedy) {

        /** What became of it: a closed list. */
        enum Verdict {
            OK,
            NOTE,
            WRONG
        }

        static Check ok(String name, String found) {
            return new Check(Verdict.OK, name, found, "");
        }

        static Check note(String name, String found, String remedy) {
            return new Check(Verdict.NOTE, name, found, remedy);
        }

        static Check wrong(String name, String found, String remedy) {
            return new Check(Verdict.WRONG, name, found, remedy);
        }
    }

    private void print(List<Check> checks) {
        if (json) {
            ObjectNode document = Api.JSON.createObjectNode();
            ArrayNode all = document.putArray("checks");
            for (Check check : checks) {
                all.addObject()
                        .put("name", check.name())
                        .put("verdict", word(check))
                        .put("found", check.found())
                        .put("remedy", check.remedy());
            }
            io.out().println(document);
            return;
        }
        for (Check check : checks) {
            String word = String.format(java.util.Locale.ROOT, "%-6s", word(check));
            String mark =
                    switch (check.verdict()) {
                        case OK -> io.green(word);
                        case NOTE -> io.yellow(word);
                        case WRONG -> io.red(word);
                    };
            io.out().println(mark + check.name() + ": " + Plain.line(check.found()));
            if (!check.remedy().isEmpty()) {
                io.out().println("      " + Plain.line(check.remedy()));
            }
        }
    }

    private static String word(Check check) {
        return check.verdict().name().toLowerCase(java.util.Locale.ROOT);
    }
}

package dev.weir.bench;

import dev.weir.bench.archive.ArchiveBench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Archives recorded agent sessions and says how small and how fast; its options are its own. */
@Command(
        name = "archive",
        description = {
            "Archives recorded agent sessions and says how small, how fast, how quickly read.",
            "Options: [--json] [--data DIR] [--out DIR] [TRAFFIC-DIRECTORY]",
            "--data keeps the archive there; --out writes archive.md and its charts there.",
            "The directory defaults to ../shared/traffic beside the checkout."
        })
final class ArchiveCommand implements Callable<Integer> {
    @Unmatched private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        List<String> all = new ArrayList<>(arguments);
        Path usual = Path.of(System.getProperty("weir.root", "."), "..", "shared", "traffic");
        if (!namesDirectory(all) && Files.isDirectory(usual)) {
            all.add(usual.normalize().toString());
        }
        ArchiveBench.main(all.toArray(String[]::new));
        return 0;
    }

    /** Whether an argument is there that is neither an option nor the value of one. */
    private static boolean namesDirectory(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--json", "--small" -> {}
                case "--out", "--data" -> i++;
                default -> {
                    return true;
                }
            }
        }
        return false;
    }
}

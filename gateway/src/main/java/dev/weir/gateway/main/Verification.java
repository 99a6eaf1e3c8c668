package dev.weir.gateway.main;

import dev.weir.gateway.archive.ArchiveVerifier;
import dev.weir.gateway.spool.SpoolVerifier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a check of a data directory found.
 *
 * @param exchanges how many records were checked
 * @param bodies how many bodies were read back and hashed
 * @param bytes the sum of their lengths
 * @param problems what is wrong, one sentence each, naming the record or file
 */
public record Verification(long exchanges, long bodies, long bytes, List<String> problems) {

    public Verification {
        problems = List.copyOf(problems);
    }

    /** True where everything is as it was written. */
    public boolean intact() {
        return problems.isEmpty();
    }

    /**
     * Checks every record and body of a data directory against its hashes. Needs no server, and
     * does no harm to one that runs.
     *
     * @param data the directory
     * @param progress told now and then how far it is, in words
     */
    public static Verification run(Path data, Consumer<String> progress) throws IOException {
        ArchiveVerifier.Result archive =
                ArchiveVerifier.verify(
                        data,
                        step ->
                                progress.accept(
                                        "checked "
                                                + step.exchanges()
                                                + " of "
                                                + step.of()
                                                + " exchanges"));
        List<String> problems = new ArrayList<>(archive.damaged());
        if (archive.damages() > problems.size()) {
            problems.add("and " + (archive.damages() - problems.size()) + " more in the archive");
        }
        Path spool = data.resolve("spool");
        if (Files.isDirectory(spool)) {
            SpoolVerifier.Report report = SpoolVerifier.verify(spool);
            if (report.damaged() > 0) {
                problems.add("the spool holds " + report.damaged() + " damaged records");
            }
        }
        return new Verification(
                archive.exchanges(), archive.bodies(), archive.bodyBytes(), problems);
    }
}

package dev.weir.gateway.intake;

import dev.weir.core.archive.ArchiveIntake;
import dev.weir.core.archive.ArchiveIntake.NotStored;
import dev.weir.core.archive.ArchiveIntake.Receipt;
import dev.weir.core.archive.Incoming;
import dev.weir.gateway.intake.Report.Problem;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Puts the exchanges of one import into the archive and counts what becomes of them. */
final class Arrivals {

    /** Receipts that are waited for later, so that many exchanges share a transaction. */
    private static final int MOST_OPEN = 200;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private record Open(long at, Receipt receipt) {}

    private final ArchiveIntake intake;
    private final Deque<Open> open = new ArrayDeque<>();
    private final List<Problem> problems = new ArrayList<>();
    private long imported;
    private long known;
    private long refused;
    private long passedOver;

    Arrivals(ArchiveIntake intake) {
        this.intake = intake;
    }

    /** Puts one in; throws where the archive takes nothing any more. */
    void put(long at, Incoming incoming) throws IOException, InterruptedException {
        if (open.size() >= MOST_OPEN) {
            await();
        }
        open.add(new Open(at, intake.put(incoming)));
    }

    private void await() throws IOException, InterruptedException {
        Open oldest = open.remove();
        try {
            if (oldest.receipt().stored(PATIENCE)) {
                imported++;
            } else {
                known++;
            }
        } catch (NotStored e) {
            refuse(oldest.at(), String.valueOf(e.getMessage()));
        }
    }

    void refuse(long at, String reason) {
        refused++;
        if (problems.size() < Report.MOST_PROBLEMS) {
            problems.add(new Problem(at, reason));
        }
    }

    void passOver() {
        passedOver++;
    }

    /** Waits for all that was put in. */
    void settle() throws IOException, InterruptedException {
        while (!open.isEmpty()) {
            await();
        }
    }

    Report report(@Nullable Format format, @Nullable String broken) {
        return new Report(format, imported, known, refused, passedOver, problems, broken);
    }
}

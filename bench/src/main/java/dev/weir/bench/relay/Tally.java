package dev.weir.bench.relay;

import dev.weir.bench.peers.Records;
import dev.weir.bench.peers.Weir;
import dev.weir.bench.report.Results;

import java.io.IOException;

/** Counts what one Weir was sent, to be held against its archive. */
final class Tally {
    /** Records that may be there beyond what was sent before counting stops. */
    private static final long EXCESS = 10_000;

    private long sent;
    private long complete;

    void add(long moreSent, long moreComplete) {
        sent += moreSent;
        complete += moreComplete;
    }

    /** Reads the archive's list to its end. */
    Results.RecordCount count(Weir weir) throws IOException {
        Records records = new Records(weir.console());
        Records.Listed listed = records.count(sent + EXCESS);
        return new Results.RecordCount(
                sent, complete, listed.all(), listed.complete(), records.losses());
    }
}

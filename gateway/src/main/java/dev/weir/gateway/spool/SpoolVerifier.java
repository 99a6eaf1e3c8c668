package dev.weir.gateway.spool;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Checks every record of a spool that lies still. Changes nothing. */
public final class SpoolVerifier {

    /**
     * What was found.
     *
     * @param segments with a header that holds
     * @param records whose checksum holds
     * @param exchanges not yet acknowledged, finished or not
     * @param bytes of records whose checksum holds
     * @param damaged places that do not hold: headers and records
     */
    public record Report(int segments, long records, long exchanges, long bytes, int damaged) {}

    private SpoolVerifier() {}

    /**
     * Reads all segments of a directory; one that is not there has none.
     *
     * @throws IOException where a file cannot be read
     */
    public static Report verify(Path directory) throws IOException {
        Report all = new Report(0, 0, 0, 0, 0);
        if (Files.isDirectory(directory)) {
            for (Path path : Recovery.files(directory)) {
                all = add(all, verifySegment(path));
            }
        }
        return all;
    }

    private static Report add(Report a, Report b) {
        return new Report(
                a.segments + b.segments,
                a.records + b.records,
                a.exchanges + b.exchanges,
                a.bytes + b.bytes,
                a.damaged + b.damaged);
    }

    private static Report verifySegment(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = Math.min(channel.size(), Integer.MAX_VALUE);
            ByteBuffer bytes =
                    channel.map(MapMode.READ_ONLY, 0, size, arena)
                            .asByteBuffer()
                            .order(ByteOrder.LITTLE_ENDIAN);
            SegmentHeader header = SegmentHeader.read(bytes);
            if (header == null) {
                return new Report(0, 0, 0, 0, SegmentHeader.blank(bytes) ? 0 : 1);
            }
            return verifyRecords(bytes, header);
        }
    }

    private static Report verifyRecords(ByteBuffer bytes, SegmentHeader header) {
        RecordScanner records = new RecordScanner(bytes, RecordLayout.mask(header.epoch()));
        long count = 0;
        long exchanges = 0;
        long total = 0;
        while (records.advance()) {
            count++;
            total += RecordLayout.size(records.payloadLength());
            exchanges += records.type() == RecordType.OPENING && !records.acknowledged() ? 1 : 0;
        }
        boolean sound =
                header.bytes() == bytes.capacity()
                        && records.end() != RecordScanner.End.DAMAGED
                        && records.end() != RecordScanner.End.TORN;
        return new Report(1, count, exchanges, total, sound ? 0 : 1);
    }
}

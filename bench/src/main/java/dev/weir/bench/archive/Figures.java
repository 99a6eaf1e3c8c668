package dev.weir.bench.archive;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the bench measured, and its forms to print. Bytes, unless a name says otherwise. */
final class Figures {

    private static final String[] KINDS = {"request blocks", "answers", "records"};

    long exchanges;
    long requestBytes;
    long responseBytes;
    double archiverCpuSeconds;
    long dictionaries;
    long requestManifests;
    long responseManifests;
    long chunkTimes;
    long blocks;
    long rows;
    long hashTable;
    long exchangeTable;
    long frameTable;
    long file;
    long checked;
    long wrong;
    long reads;
    double processCpuSeconds;
    double smallMicros;
    List<Growth.Part> growth = List.of();
    private double readP50;
    private double readP99;
    private double readMax;
    private final long[] stored = new long[10];
    private final long[] framesOf = new long[10];
    private final long[] indexOf = new long[10];

    void captured(RecordedSessions.Turn turn) {
        exchanges++;
        requestBytes += turn.request().length;
        responseBytes += turn.response().length;
    }

    void frames(int kind, long count, long bytes, long index) {
        framesOf[kind] += count;
        stored[kind] += bytes;
        indexOf[kind] += index;
    }

    void readNanos(List<Long> nanos) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        readP50 = sorted.get(sorted.size() / 2) / 1e6;
        readP99 = sorted.get(sorted.size() * 99 / 100) / 1e6;
        readMax = sorted.getLast() / 1e6;
    }

    /** Bytes of the file that are for one thing. */
    record Kind(String name, long bytes) {}

    /** Every byte of the file, by what it is for. */
    List<Kind> kinds() {
        long lengthsAndHashes = indexOf[0] + indexOf[1] + indexOf[2] + indexOf[9];
        List<Kind> kinds = new ArrayList<>();
        kinds.add(new Kind("request blocks", stored[0]));
        kinds.add(new Kind("answers", stored[1]));
        kinds.add(new Kind("records", stored[2]));
        kinds.add(new Kind("stored without dictionary", stored[9]));
        kinds.add(new Kind("chunk times", chunkTimes));
        kinds.add(new Kind("dictionaries", dictionaries));
        kinds.add(new Kind("manifests", requestManifests + responseManifests));
        kinds.add(new Kind("lengths and hashes of blocks", lengthsAndHashes));
        kinds.add(new Kind("table of hashes", hashTable));
        long known = kinds.stream().mapToLong(Kind::bytes).sum();
        kinds.add(new Kind("rows, indexes, free space in pages", Math.max(0, file - known)));
        kinds.removeIf(kind -> kind.bytes() == 0);
        return kinds;
    }

    double requestsTimesSmaller() {
        return requestBytes
                / (double) Math.max(1, stored[0] + indexOf[0] + requestManifests + hashTable);
    }

    double share() {
        return 100.0 * file / Math.max(1, requestBytes + responseBytes);
    }

    double megabytesPerCpuSecond() {
        return (requestBytes + responseBytes) / 1e6 / archiverCpuSeconds;
    }

    double readP99() {
        return readP99;
    }

    private Map<String, Double> all() {
        Map<String, Double> all = new LinkedHashMap<>();
        all.put("exchanges", (double) exchanges);
        all.put("captured request MB", requestBytes / 1e6);
        all.put("captured answer MB", responseBytes / 1e6);
        for (int kind = 0; kind < KINDS.length; kind++) {
            all.put("stored " + KINDS[kind] + " MB", stored[kind] / 1e6);
            all.put("frames of " + KINDS[kind], (double) framesOf[kind]);
            all.put("lengths and hashes MB of " + KINDS[kind], indexOf[kind] / 1e6);
        }
        all.put("stored without dictionary MB", stored[9] / 1e6);
        all.put("dictionaries MB", dictionaries / 1e6);
        all.put("request manifests MB", requestManifests / 1e6);
        all.put("answer manifests MB", responseManifests / 1e6);
        all.put("chunk times MB", chunkTimes / 1e6);
        all.put("blocks", (double) blocks);
        all.put("hash table MB", hashTable / 1e6);
        all.put("exchange table MB", exchangeTable / 1e6);
        all.put("frame table MB", frameTable / 1e6);
        all.put("file MB", file / 1e6);
        all.put("requests, times smaller", requestsTimesSmaller());
        all.put(
                "requests, blocks and manifests alone",
                requestBytes / Math.max(1.0, (double) (stored[0] + requestManifests)));
        all.put("answers, share %", 100.0 * stored[1] / Math.max(1, responseBytes));
        all.put("everything, share %", share());
        all.put("archiver CPU s", archiverCpuSeconds);
        all.put("MB/s per CPU second", megabytesPerCpuSecond());
        all.put("process CPU s, reading the recordings included", processCpuSeconds);
        all.put("archiver CPU us per small exchange", smallMicros);
        all.put("CPU us per exchange", archiverCpuSeconds * 1e6 / Math.max(1, exchanges));
        all.put("read CPU ms p50", readP50);
        all.put("read CPU ms p99", readP99);
        all.put("read CPU ms max", readMax);
        for (int i = 0; i < growth.size(); i++) {
            all.put("stored bytes a turn, tenth " + (i + 1), growth.get(i).perTurn());
            all.put("of these for the request, tenth " + (i + 1), growth.get(i).requestsPerTurn());
        }
        all.put("bodies compared", (double) checked);
        all.put("bodies wrong", (double) wrong);
        return all;
    }

    String table() {
        StringBuilder text = new StringBuilder();
        all().forEach(
                        (name, value) ->
                                text.append(
                                        String.format(
                                                Locale.ROOT, "%-45s %,14.3f%n", name, value)));
        return text.toString();
    }

    String json() {
        StringBuilder text = new StringBuilder("{");
        all().forEach(
                        (name, value) ->
                                text.append(text.length() == 1 ? "" : ",")
                                        .append('"')
                                        .append(name.strip())
                                        .append("\":")
                                        .append(String.format(Locale.ROOT, "%.4f", value)));
        return text.append('}').toString();
    }
}

package dev.weir.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.archive.Archive;
import dev.weir.core.archive.ArchiveIntake;
import dev.weir.core.archive.ArchiveIntake.Receipt;
import dev.weir.core.archive.Incoming;
import dev.weir.core.archive.Page;
import dev.weir.core.archive.Query;
import dev.weir.core.archive.StatusRange;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Side;
import dev.weir.core.exchange.Tag;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What every archive does. A store's test extends this and says how exchanges get into it. */
public abstract class ArchiveContract {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long START = 1_760_000_000_000L;

    /** The archive under test, empty at first; the same one throughout a test. */
    protected abstract Archive archive();

    /** Hands exchanges to the store; they may get there later. */
    protected abstract void record(List<Recorded> recorded) throws Exception;

    /** The intake of the same archive. */
    protected abstract ArchiveIntake intake();

    private void recordAndSettle(Recorded... recorded) throws Exception {
        record(List.of(recorded));
        assertThat(archive().settle(PATIENCE)).isTrue();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Recorded simple(int number, String provider, int status, Tag... tags) {
        return Recorded.of(
                Recorded.id(START + number, 0, number * 7919L),
                provider,
                status,
                List.of(tags),
                bytes("{\"model\":\"m\",\"n\":" + number + "}"),
                bytes("answer " + number));
    }

    private byte[] body(ExchangeId id, Side side) throws IOException {
        try (InputStream body = archive().body(id, side)) {
            return body.readAllBytes();
        }
    }

    private List<ExchangeId> ids(Query query) throws IOException {
        return archive().list(query).items().stream().map(Exchange::id).toList();
    }

    @Test
    void anExchangeComesBackWithAllItsFields() throws Exception {
        Recorded recorded =
                simple(1, "somewhere", 201, new Tag("team", "red"), new Tag("session", "s 1"));
        recordAndSettle(recorded);
        Exchange found = archive().find(recorded.exchange().id()).orElseThrow();
        assertThat(found)
                .usingRecursiveComparison()
                .ignoringFields("requestedModel")
                .isEqualTo(recorded.exchange());
    }

    @Test
    void bodiesComeBackByteForByte() throws Exception {
        Random random = new Random(3);
        List<Recorded> all = new ArrayList<>();
        for (int size : new int[] {0, 1, 17, 1_023, 1_024, 70_000, 400_000}) {
            byte[] request = new byte[size];
            byte[] response = new byte[size / 2 + 1];
            random.nextBytes(request);
            random.nextBytes(response);
            all.add(
                    Recorded.of(
                            Recorded.id(START + size, 0, size),
                            "p",
                            200,
                            List.of(),
                            request,
                            response));
        }
        record(all);
        assertThat(archive().settle(PATIENCE)).isTrue();
        for (Recorded one : all) {
            assertThat(body(one.exchange().id(), Side.REQUEST)).isEqualTo(one.request());
            assertThat(body(one.exchange().id(), Side.RESPONSE)).isEqualTo(one.response());
        }
    }

    @Test
    void chunksComeBackInOrder() throws Exception {
        Recorded recorded = simple(1, "p", 200);
        recordAndSettle(recorded);
        ExchangeId id = recorded.exchange().id();
        assertThat(archive().chunks(id, Side.REQUEST)).isEqualTo(recorded.requestChunks());
        assertThat(archive().chunks(id, Side.RESPONSE)).isEqualTo(recorded.responseChunks());
    }

    @Test
    void whatIsNotOnRecordIsEmpty() throws Exception {
        ExchangeId nobody = Recorded.id(START, 5, 5);
        assertThat(archive().find(nobody)).isEmpty();
        assertThat(body(nobody, Side.REQUEST)).isEmpty();
        assertThat(archive().chunks(nobody, Side.RESPONSE)).isEmpty();
        assertThat(archive().list(Query.newest(10))).isEqualTo(new Page(List.of(), null));
    }

    @Test
    void anExchangeGivenTwiceIsOnRecordOnce() throws Exception {
        Recorded first = simple(1, "p", 200);
        Recorded second = simple(2, "p", 200);
        recordAndSettle(first, second);
        recordAndSettle(second, first, second);
        assertThat(ids(Query.newest(10)))
                .containsExactly(second.exchange().id(), first.exchange().id());
    }

    @Test
    void exchangesOfTheSameMomentAreAllThere() throws Exception {
        List<Recorded> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(
                    Recorded.of(
                            Recorded.id(START, 0, i * 0x1234567_89ABL),
                            "p",
                            200,
                            List.of(),
                            bytes("q" + i),
                            bytes("a" + i)));
        }
        record(all);
        assertThat(archive().settle(PATIENCE)).isTrue();
        for (Recorded one : all) {
            assertThat(body(one.exchange().id(), Side.REQUEST)).isEqualTo(one.request());
        }
        assertThat(walk(new Query(3, null, null, null, null, null, null)))
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().map(one -> one.exchange().id()).toList());
    }

    private List<ExchangeId> walk(Query first) throws IOException {
        List<ExchangeId> seen = new ArrayList<>();
        Query query = first;
        while (true) {
            Page page = archive().list(query);
            page.items().forEach(exchange -> seen.add(exchange.id()));
            ExchangeId next = page.next();
            if (next == null) {
                return seen;
            }
            query = query.before(next);
        }
    }

    @Test
    void pagesFollowEachOtherNewestFirst() throws Exception {
        List<Recorded> all = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            all.add(simple(i, "p", 200));
        }
        record(all);
        assertThat(archive().settle(PATIENCE)).isTrue();
        List<ExchangeId> expected =
                all.reversed().stream().map(one -> one.exchange().id()).toList();
        assertThat(walk(Query.newest(10))).isEqualTo(expected);
        assertThat(walk(Query.newest(25))).isEqualTo(expected);
        assertThat(archive().list(Query.newest(10)).next()).isEqualTo(expected.get(9));
    }

    @Test
    void aReaderThatGoesThroughEverythingMeetsEachOnceInOrder() throws Exception {
        List<Recorded> all = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            all.add(simple(i, "p", 200));
        }
        List<Recorded> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, new Random(4));
        record(shuffled);
        assertThat(archive().settle(PATIENCE)).isTrue();
        List<ExchangeId> met = new ArrayList<>();
        ExchangeId last = null;
        for (List<Exchange> page = archive().after(last, 10);
                !page.isEmpty();
                page = archive().after(last, 10)) {
            assertThat(page).hasSizeLessThanOrEqualTo(10);
            page.forEach(exchange -> met.add(exchange.id()));
            last = page.getLast().id();
        }
        assertThat(met)
                .containsExactlyElementsOf(
                        all.stream().map(one -> one.exchange().id()).sorted().toList());
        ExchangeId between = Recorded.id(met.get(9).millis(), 4_095, -1);
        assertThat(archive().after(between, 3).getFirst().id()).isEqualTo(met.get(10));
    }

    @Test
    void everyNarrowingHolds() throws Exception {
        Random random = new Random(11);
        List<Recorded> all = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            all.add(
                    simple(
                            i,
                            "p" + random.nextInt(3),
                            200 + 100 * random.nextInt(4) + random.nextInt(2),
                            new Tag("team", "t" + random.nextInt(3))));
        }
        record(all);
        assertThat(archive().settle(PATIENCE)).isTrue();
        @Nullable Tag[] tags = {
            null, new Tag("team", "t1"), new Tag("team", ""), new Tag("team", "no")
        };
        @Nullable String[] providers = {null, "p1", "nobody"};
        @Nullable StatusRange[] ranges = {
            null, new StatusRange(400, 599), new StatusRange(200, 200)
        };
        Instant start = Instant.ofEpochMilli(START);
        @Nullable Instant[][] times = {
            {null, null},
            {start.plusMillis(20), start.plusMillis(90)},
            {start.plusMillis(20).plusNanos(250_000), start.plusMillis(90).plusNanos(250_001)},
            {start.plusMillis(20).plusNanos(250_001), start.plusMillis(90).plusNanos(250_000)},
        };
        for (Tag tag : tags) {
            for (String provider : providers) {
                for (StatusRange range : ranges) {
                    for (@Nullable Instant[] time : times) {
                        Query query = new Query(7, null, tag, provider, range, time[0], time[1]);
                        assertThat(walk(query)).as("%s", query).isEqualTo(expected(all, query));
                    }
                }
            }
        }
    }

    private static List<ExchangeId> expected(List<Recorded> all, Query query) {
        Tag tag = query.tag();
        StatusRange range = query.status();
        Instant since = query.since();
        Instant until = query.until();
        return all.reversed().stream()
                .map(Recorded::exchange)
                .filter(e -> query.provider() == null || e.provider().equals(query.provider()))
                .filter(
                        e ->
                                range == null
                                        || e.status() >= range.from() && e.status() <= range.to())
                .filter(e -> since == null || e.startedAt().compareTo(since) >= 0)
                .filter(e -> until == null || e.startedAt().compareTo(until) < 0)
                .filter(
                        e ->
                                tag == null
                                        || e.tags().contains(tag)
                                        || tag.value().isEmpty()
                                                && e.tags().getFirst().key().equals(tag.key()))
                .map(Exchange::id)
                .toList();
    }

    @Test
    void aListenerHearsOfWhatComesAfterItInOrderUntilItLeaves() throws Exception {
        recordAndSettle(simple(1, "p", 200));
        BlockingQueue<ExchangeId> heard = new LinkedBlockingQueue<>();
        Archive.Subscription subscription = archive().subscribe(e -> heard.add(e.id()));
        Recorded second = simple(2, "p", 200);
        Recorded third = simple(3, "p", 200);
        recordAndSettle(second, third);
        assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo(second.exchange().id());
        assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo(third.exchange().id());
        subscription.close();
        recordAndSettle(simple(4, "p", 200));
        assertThat(heard.poll(50, TimeUnit.MILLISECONDS)).isNull();
    }

    private static Incoming incoming(Recorded recorded) {
        return new Incoming(
                recorded.exchange(),
                ByteBuffer.wrap(recorded.request()),
                ByteBuffer.wrap(recorded.response()),
                recorded.requestChunks(),
                recorded.responseChunks());
    }

    @Test
    void whatIsPutInComesBackAsItIs() throws Exception {
        // The body names a model, the record does not: nothing is derived anew.
        Recorded put = simple(1, "p", 200, new Tag("team", "x"));
        Recorded empty =
                Recorded.of(
                        Recorded.id(START + 2, 0, 5),
                        "q",
                        500,
                        List.of(),
                        new byte[0],
                        new byte[0]);
        for (Recorded one : List.of(put, empty)) {
            assertThat(intake().put(incoming(one)).stored(PATIENCE)).isTrue();
            ExchangeId id = one.exchange().id();
            assertThat(archive().find(id)).contains(one.exchange());
            assertThat(body(id, Side.REQUEST)).isEqualTo(one.request());
            assertThat(body(id, Side.RESPONSE)).isEqualTo(one.response());
            assertThat(archive().chunks(id, Side.REQUEST)).isEqualTo(one.requestChunks());
            assertThat(archive().chunks(id, Side.RESPONSE)).isEqualTo(one.responseChunks());
        }
        assertThat(walk(new Query(9, null, new Tag("team", "x"), null, null, null, null)))
                .containsExactly(put.exchange().id());
    }

    @Test
    void whatIsOnRecordIsLeftAsItIsByTheIntake() throws Exception {
        Recorded first = simple(1, "p", 200);
        recordAndSettle(first);
        Recorded other =
                Recorded.of(
                        first.exchange().id(), "q", 500, List.of(), bytes("other"), bytes("else"));
        assertThat(intake().put(incoming(other)).stored(PATIENCE)).isFalse();
        Recorded second = simple(2, "p", 200);
        Receipt one = intake().put(incoming(second));
        Receipt again = intake().put(incoming(second));
        assertThat(one.stored(PATIENCE)).isTrue();
        assertThat(again.stored(PATIENCE)).isFalse();
        assertThat(body(first.exchange().id(), Side.REQUEST)).isEqualTo(first.request());
        assertThat(walk(Query.newest(9))).hasSize(2);
    }

    @Test
    void whatIsPutInAndWhatPassesMix() throws Exception {
        List<Recorded> all = new ArrayList<>();
        List<Receipt> receipts = new ArrayList<>();
        List<ExchangeId> heard = new CopyOnWriteArrayList<>();
        try (var _ = archive().subscribe(exchange -> heard.add(exchange.id()))) {
            for (int i = 0; i < 400; i++) {
                Recorded next = simple(i, "p", 200);
                all.add(next);
                if (i % 2 == 0) {
                    record(List.of(next));
                } else {
                    receipts.add(intake().put(incoming(next)));
                }
            }
            assertThat(archive().settle(PATIENCE)).isTrue();
            for (Receipt receipt : receipts) {
                assertThat(receipt.stored(PATIENCE)).isTrue();
            }
        }
        List<ExchangeId> ids = all.stream().map(one -> one.exchange().id()).toList();
        assertThat(heard).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(walk(Query.newest(60))).isEqualTo(ids.reversed());
    }
}

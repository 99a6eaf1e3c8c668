package dev.weir.gateway.console;

import dev.weir.core.archive.Visible;
import dev.weir.core.derived.Derived;
import dev.weir.core.derived.Repricing;
import dev.weir.core.exchange.Headers;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.io.IOException;
import java.time.Instant;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Has derived rows made anew, or priced again. Both take long: a call starts one and is answered at
 * once, and how far it is can be asked. One at a time. Guarded as the import is.
 */
final class Upkeep {

    private final Derived derived;
    private final LongSupplier clock;

    /** The last that was started; guarded by this. */
    private Job job = new Job("nothing", "idle", null, null, 0, null, null, false);

    Upkeep(Derived derived, LongSupplier clock) {
        this.derived = derived;
        this.clock = clock;
    }

    /**
     * How far something is.
     *
     * @param what {@code derive}, {@code reprice} or {@code nothing}
     * @param state {@code idle}, {@code running}, {@code done} or {@code failed}
     * @param done exchanges so far
     * @param message why it failed, null where it did not
     * @param result what came of pricing again, null for other things and until it is done
     */
    private record Job(
            String what,
            String state,
            @Nullable Instant started,
            @Nullable Instant ended,
            long done,
            @Nullable String message,
            Repricing.@Nullable Result result,
            boolean dryRun) {}

    /** What takes long; answers what came of it, null for nothing to tell. */
    private interface Work {
        Repricing.@Nullable Result run(LongConsumer progress)
                throws IOException, InterruptedException;
    }

    void derive(Call call, Route.Asked asked) throws IOException {
        if (!call.method().equals("POST")) {
            answer(call, 200);
            return;
        }
        Import.refuseForms(call);
        start(
                "derive",
                false,
                progress -> {
                    derived.deriveAll(progress);
                    return null;
                });
        answer(call, 202);
    }

    void reprice(Call call, Route.Asked asked) throws IOException {
        Import.refuseForms(call);
        Parameters query = asked.query();
        Repricing which =
                new Repricing(query.time("since"), query.time("until"), query.flag("dryRun"));
        start("reprice", which.dryRun(), progress -> derived.reprice(which, progress));
        answer(call, 202);
    }

    private void start(String what, boolean dryRun, Work work) {
        synchronized (this) {
            if (job.state.equals("running")) {
                throw new Refused(
                        ConsoleError.ALREADY_RUNNING,
                        (job.what.equals("derive")
                                        ? "everything is being derived anew"
                                        : "rows are being priced again")
                                + ", since "
                                + job.started
                                + "; GET /api/v1/derive tells how far it is",
                        Headers.of("retry-after", "5"));
            }
            job = new Job(what, "running", now(), null, 0, null, null, dryRun);
        }
        Visible mine = Identities.VISIBLE.get();
        Thread.ofVirtual()
                .name("weir-console-upkeep")
                .start(() -> ScopedValue.where(Identities.VISIBLE, mine).run(() -> run(work)));
    }

    private void run(Work work) {
        try {
            Repricing.Result result = work.run(this::progress);
            end("done", null, result);
        } catch (IOException | RuntimeException e) {
            System.getLogger("weir.console")
                    .log(System.Logger.Level.WARNING, "rows could not be made anew", e);
            end("failed", String.valueOf(e.getMessage()), null);
        } catch (InterruptedException e) {
            end("failed", "Weir stops", null);
        }
    }

    private synchronized void progress(long done) {
        job = new Job(job.what, job.state, job.started, null, done, null, null, job.dryRun);
    }

    private synchronized void end(
            String state, @Nullable String message, Repricing.@Nullable Result result) {
        job = new Job(job.what, state, job.started, now(), job.done, message, result, job.dryRun);
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.getAsLong());
    }

    private void answer(Call call, int status) throws IOException {
        Job now;
        synchronized (this) {
            now = job;
        }
        call.answer(status, Json.TYPE, Json.bytes(json -> write(json, now)));
    }

    private static void write(JsonGenerator json, Job job) {
        json.writeStartObject();
        json.writeStringProperty("what", job.what);
        json.writeStringProperty("state", job.state);
        time(json, "startedAt", job.started);
        time(json, "endedAt", job.ended);
        json.writeNumberProperty("done", job.done);
        json.writeBooleanProperty("dryRun", job.dryRun);
        if (job.message == null) {
            json.writeNullProperty("message");
        } else {
            json.writeStringProperty("message", Json.text(job.message));
        }
        Repricing.Result result = job.result;
        if (result == null) {
            json.writeNullProperty("result");
        } else {
            json.writeObjectPropertyStart("result");
            json.writeNumberProperty("rows", result.rows());
            json.writeNumberProperty("changed", result.changed());
            json.writeNumberProperty("unpricedBefore", result.unpricedBefore());
            json.writeNumberProperty("unpricedAfter", result.unpricedAfter());
            DerivedJson.dollars(json, "usdBefore", result.nanosBefore());
            DerivedJson.dollars(json, "usdAfter", result.nanosAfter());
            DerivedJson.dollars(json, "usdMore", result.nanosAfter() - result.nanosBefore());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void time(JsonGenerator json, String name, @Nullable Instant at) {
        if (at == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, ExchangeJson.time(at));
        }
    }
}

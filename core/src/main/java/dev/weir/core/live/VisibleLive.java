package dev.weir.core.live;

import dev.weir.core.archive.Visible;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Calls under way of which each caller sees what is his to see. This is the one place where that is
 * decided for them.
 */
public final class VisibleLive implements LiveCalls {

    private final LiveCalls all;
    private final Supplier<Visible> visible;

    /**
     * @param visible what the caller of a method may see; asked in each call, on its thread
     */
    public VisibleLive(LiveCalls all, Supplier<Visible> visible) {
        this.all = all;
        this.visible = visible;
    }

    @Override
    public @Nullable List<LiveCall> now(Duration atMost) throws InterruptedException {
        Visible mine = visible.get();
        List<LiveCall> found = all.now(atMost);
        return found == null
                ? null
                : found.stream().filter(call -> mine.allows(call.opening().gateway())).toList();
    }
}

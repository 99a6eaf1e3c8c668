package dev.weir.core.archive;

import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.Side;
import dev.weir.core.exchange.Tag;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An archive of which each caller sees what is his to see. What is not is as if it were not there.
 * This is the one place where that is decided for exchanges and their bodies.
 */
public final class VisibleArchive implements Archive {

    private final Archive all;
    private final Supplier<Visible> visible;

    /**
     * @param visible what the caller of a method may see; asked in each call, on its thread
     */
    public VisibleArchive(Archive all, Supplier<Visible> visible) {
        this.all = all;
        this.visible = visible;
    }

    @Override
    public Page list(Query query) throws IOException {
        Visible mine = visible.get();
        String organisation = mine.organisation();
        if (organisation == null) {
            return all.list(query);
        }
        String user = mine.user();
        Tag mark =
                user == null
                        ? GatewayFacts.ofOrganisation(organisation)
                        : GatewayFacts.ofUser(user);
        if (query.tag() == null) {
            // The index of tags knows whose an exchange is.
            return filtered(all.list(query.tagged(mark)), mine);
        }
        List<Exchange> found = new ArrayList<>();
        Query next = query;
        while (true) {
            Page page = all.list(next);
            for (Exchange exchange : page.items()) {
                if (mine.allows(exchange)) {
                    found.add(exchange);
                }
                if (found.size() == query.limit()) {
                    return new Page(found, exchange.id());
                }
            }
            ExchangeId cursor = page.next();
            if (cursor == null) {
                return new Page(found, null);
            }
            next = next.before(cursor);
        }
    }

    private static Page filtered(Page page, Visible mine) {
        return new Page(page.items().stream().filter(mine::allows).toList(), page.next());
    }

    @Override
    public List<Exchange> after(@Nullable ExchangeId after, int limit) throws IOException {
        Visible mine = visible.get();
        List<Exchange> found = new ArrayList<>();
        ExchangeId from = after;
        while (found.size() < limit) {
            List<Exchange> page = all.after(from, limit);
            for (Exchange exchange : page) {
                if (mine.allows(exchange) && found.size() < limit) {
                    found.add(exchange);
                }
            }
            if (page.size() < limit) {
                break;
            }
            from = page.getLast().id();
        }
        return found;
    }

    @Override
    public Optional<Exchange> find(ExchangeId id) throws IOException {
        return all.find(id).filter(visible.get()::allows);
    }

    @Override
    public InputStream body(ExchangeId id, Side side) throws IOException {
        return find(id).isPresent() ? all.body(id, side) : InputStream.nullInputStream();
    }

    @Override
    public List<Chunk> chunks(ExchangeId id, Side side) throws IOException {
        return find(id).isPresent() ? all.chunks(id, side) : List.of();
    }

    @Override
    public boolean settle(Duration atMost) throws InterruptedException {
        return all.settle(atMost);
    }

    @Override
    public Subscription subscribe(Consumer<Exchange> listener) {
        Visible mine = visible.get();
        return all.subscribe(
                exchange -> {
                    if (mine.allows(exchange)) {
                        listener.accept(exchange);
                    }
                });
    }
}

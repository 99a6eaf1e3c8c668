package dev.weir.gateway.metering;

import dev.weir.core.dialect.Dialect;
import dev.weir.core.limit.Estimate;
import dev.weir.core.metering.Metering.Order;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.reading.Endpoint;
import dev.weir.core.reading.Endpoints;

import java.time.Instant;
import java.util.List;

/** What a call may use at most, by what is known of it before it is sent. */
final class Orders {

    private Orders() {}

    static Estimate estimate(Order order, Pricing pricing, Instant now) {
        boolean asks = order.method().equals("POST") && order.bodyBytes() != 0;
        Endpoint endpoint =
                Endpoints.of(order.dialect(), order.authority(), order.method(), order.path());
        if (!asks || !uses(endpoint)) {
            return new Estimate(0, 0, 0L);
        }
        Pricing.Call call =
                new Pricing.Call(
                        order.provider(),
                        order.authority(),
                        order.model() == null ? List.of() : List.of(order.model()),
                        now);
        return Estimate.of(
                Estimate.Basis.DEFAULT,
                new Estimate.Request(
                        Math.max(0, order.bodyBytes()),
                        order.maxTokens() > 0 ? order.maxTokens() : null,
                        pricing.mostOutput(call),
                        order.answers(),
                        order.dialect() == Dialect.ANTHROPIC,
                        null),
                pricing,
                call);
    }

    /** Whether an endpoint uses tokens that are billed; what is not known does. */
    private static boolean uses(Endpoint endpoint) {
        return endpoint.kind() != Endpoint.Kind.COUNTING;
    }
}

package dev.weir.testkit.pricing;

import java.util.List;

/**
 * A provider of the table: how it is recognised, and what the sources call it. Kept by hand, since
 * the sources recognise providers by expressions that can cost any time to match.
 *
 * @param id the table's word; for the primary source's providers its own word
 * @param names Weir's names for it, and other words people use
 * @param hosts globs on the host, or on host and path where there is a slash
 * @param litellm the secondary source's words, preferred ones first
 * @param modelsDev the last source's words
 */
record Biller(
        String id,
        List<String> names,
        List<String> hosts,
        List<String> litellm,
        List<String> modelsDev) {

    private static Biller of(
            String id, String names, String hosts, String litellm, String modelsDev) {
        return new Biller(id, words(names), words(hosts), words(litellm), words(modelsDev));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    private static Biller huggingFace(String through) {
        return of("huggingface_" + through, "", "router.huggingface.co/" + through + "/*", "", "");
    }

    static final List<Biller> ALL =
            List.of(
                    of("anthropic", "claude", "api.anthropic.com", "anthropic", "anthropic"),
                    of(
                            "openai",
                            "open-ai",
                            "api.openai.com *.api.openai.com",
                            "openai text-completion-openai",
                            "openai"),
                    of(
                            "google",
                            "gemini vertex vertex-ai vertex_ai google-vertex",
                            "*.googleapis.com",
                            "gemini vertex_ai-language-models vertex_ai-embedding-models"
                                    + " vertex_ai-anthropic_models vertex_ai-llama_models"
                                    + " vertex_ai-mistral_models vertex_ai-qwen_models"
                                    + " vertex_ai-deepseek_models vertex_ai-openai_models",
                            "google google-vertex"),
                    of(
                            "aws",
                            "bedrock amazon-bedrock aws-bedrock",
                            "bedrock-runtime*.amazonaws.com bedrock-mantle*.api.aws",
                            "bedrock_converse bedrock",
                            "amazon-bedrock"),
                    of(
                            "azure",
                            "azure-openai azure_openai azure-ai azure_ai",
                            "*.openai.azure.com *.azure-api.net *.cognitiveservices.azure.com"
                                    + " *.services.ai.azure.com",
                            "azure azure_ai azure_text",
                            "azure"),
                    of(
                            "openrouter",
                            "",
                            "openrouter.ai api.openrouter.ai *.openrouter.ai",
                            "openrouter",
                            "openrouter"),
                    of(
                            "mistral",
                            "",
                            "api.mistral.ai codestral.mistral.ai",
                            "mistral codestral",
                            "mistral"),
                    of("groq", "", "api.groq.com", "groq", "groq"),
                    of("deepseek", "", "api.deepseek.com", "deepseek", "deepseek"),
                    of("x-ai", "xai grok", "api.x.ai *.api.x.ai", "xai", "xai"),
                    of(
                            "cohere",
                            "",
                            "api.cohere.com api.cohere.ai",
                            "cohere_chat cohere",
                            "cohere"),
                    of("perplexity", "", "api.perplexity.ai", "perplexity", "perplexity"),
                    of(
                            "together",
                            "together-ai together_ai",
                            "api.together.xyz api.together.ai",
                            "together_ai",
                            "togetherai"),
                    of(
                            "fireworks",
                            "fireworks-ai fireworks_ai",
                            "api.fireworks.ai",
                            "fireworks_ai fireworks_ai-embedding-models",
                            "fireworks-ai"),
                    of("cerebras", "", "api.cerebras.ai", "cerebras", "cerebras"),
                    of(
                            "moonshotai",
                            "moonshot kimi",
                            "api.moonshot.ai api.moonshot.cn",
                            "moonshot",
                            "moonshotai"),
                    of("zai", "z-ai", "api.z.ai", "zai", "zai"),
                    of("zhipuai", "zhipu bigmodel", "open.bigmodel.cn", "", "zhipuai"),
                    of(
                            "minimax",
                            "",
                            "api.minimax.io api.minimax.com api.minimaxi.com",
                            "minimax",
                            "minimax"),
                    of("voyageai", "voyage", "api.voyageai.com", "voyage", ""),
                    of(
                            "github-copilot",
                            "copilot",
                            "api.githubcopilot.com api.*.githubcopilot.com",
                            "",
                            "github-copilot"),
                    of("arcee", "", "api.arcee.ai", "", ""),
                    of("avian", "", "api.avian.io", "", ""),
                    of("baseten", "", "inference.baseten.co", "baseten", "baseten"),
                    of(
                            "cloudflare",
                            "workers-ai",
                            "api.cloudflare.com/client/v4/accounts/*/ai/*",
                            "cloudflare",
                            "cloudflare-workers-ai"),
                    of("cursor", "", "api.cursor.com", "", ""),
                    of("doubleword", "", "api.doubleword.ai", "", ""),
                    of("modal", "", "*.modal.run *.modal.direct", "", ""),
                    of("novita", "", "api.novita.ai", "novita", "novita-ai"),
                    of(
                            "ovhcloud",
                            "ovh",
                            "oai.endpoints.kepler.ai.cloud.ovh.net",
                            "ovhcloud",
                            "ovhcloud"),
                    of("quicksilverpro", "", "api.quicksilverpro.io", "", ""),
                    of("typesafe", "", "api.typesafe.ai", "", ""),
                    huggingFace("cerebras"),
                    huggingFace("fireworks-ai"),
                    huggingFace("groq"),
                    huggingFace("hyperbolic"),
                    huggingFace("nebius"),
                    huggingFace("novita"),
                    huggingFace("nscale"),
                    huggingFace("ovhcloud"),
                    huggingFace("publicai"),
                    huggingFace("sambanova"),
                    huggingFace("together"),
                    of("huggingface", "hf", "router.huggingface.co", "", "huggingface"),
                    of(
                            "alibaba",
                            "dashscope qwen",
                            "dashscope.aliyuncs.com dashscope-intl.aliyuncs.com"
                                    + " dashscope-us.aliyuncs.com",
                            "dashscope",
                            "alibaba"),
                    of("deepinfra", "", "api.deepinfra.com", "deepinfra", "deepinfra"),
                    of("sambanova", "", "api.sambanova.ai", "sambanova", ""),
                    of(
                            "nebius",
                            "",
                            "api.studio.nebius.com api.studio.nebius.ai"
                                    + " api.tokenfactory.nebius.com",
                            "nebius",
                            "nebius"),
                    of("hyperbolic", "", "api.hyperbolic.xyz", "hyperbolic", ""),
                    of("nscale", "", "inference.api.nscale.com", "nscale", ""),
                    of("ai21", "", "api.ai21.com", "ai21", ""),
                    of(
                            "vercel",
                            "vercel-ai-gateway",
                            "ai-gateway.vercel.sh",
                            "vercel_ai_gateway",
                            "vercel"),
                    of("scaleway", "", "api.scaleway.ai", "scaleway", "scaleway"),
                    of("siliconflow", "", "api.siliconflow.com", "", "siliconflow"),
                    of("upstage", "", "api.upstage.ai", "", "upstage"),
                    of("inception", "", "api.inceptionlabs.ai", "inception", "inception"),
                    of("friendli", "friendliai", "api.friendli.ai", "friendliai", "friendli"),
                    of("wandb", "", "api.inference.wandb.ai", "wandb", "wandb"));
}

namespace RetailKlip.Core;

/// <summary>The embedding of one picture of a protocol and the product it shows.</summary>
public sealed record LabelledEmbedding(Sku Product, Embedding Embedding);

namespace RetailKlip.Core;

/// <param name="Id">Given by whoever added the line; a track's line carries the track's id.</param>
/// <param name="Quantity">Pieces; at least 1.</param>
/// <param name="ConsentBy">The attendant who consented to its sale; null where nobody did.</param>
public sealed record BasketLine(Guid Id, Sku Sku, int Quantity, LineEvidence Evidence, string? ConsentBy = null);

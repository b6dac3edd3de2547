namespace RetailKlip.Core;

/// <summary>What a price is for.</summary>
public enum PriceUnit
{
    Piece,
    Kilogram,
}

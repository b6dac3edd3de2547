namespace RetailKlip.Core;

/// <summary>What the digits embedded in a restricted code say about the one item that carries it.</summary>
public enum AmountKind
{
    /// <summary>Its price, in the shop's currency.</summary>
    Price,

    /// <summary>Its weight, in the unit the shop's scales print: usually kilograms.</summary>
    Weight,
}

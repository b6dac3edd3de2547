namespace RetailKlip.Scenes;

/// <summary>What a <see cref="ProductGenerator"/> has on offer.</summary>
public enum Assortment
{
    /// <summary>Printed packs of all kinds, with drawn pictures on their labels.</summary>
    Packed,

    /// <summary>Every fifth family loose fruit or vegetables; on every other label pictures that look photographed.</summary>
    Supermarket,
}

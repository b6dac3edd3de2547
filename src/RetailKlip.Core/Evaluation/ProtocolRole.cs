namespace RetailKlip.Core;

public enum ProtocolRole
{
    /// <summary>A reference image.</summary>
    Gallery,

    /// <summary>A picture of an enrolled product, to be named.</summary>
    Query,

    /// <summary>A picture of a product that is not enrolled, not to be named.</summary>
    Unknown,
}

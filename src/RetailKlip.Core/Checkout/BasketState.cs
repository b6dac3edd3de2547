namespace RetailKlip.Core;

public enum BasketState
{
    Open,

    /// <summary>Open, and waiting for an attendant.</summary>
    HelpRequested,

    Finished,

    Abandoned,
}

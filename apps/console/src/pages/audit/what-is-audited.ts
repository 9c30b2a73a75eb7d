/** Says which changes the audit trail has. Others by a key alone are made without leaving an entry there. */
export const whatIsAudited =
  "Changes made in this console are written down here, with who and why, and so are those through the API or the command line that give a reason (X-Reason, --reason). Others are not.";
